"""Stills: one keyframe, decoded in a process of its own."""
