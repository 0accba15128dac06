"""Stills: one keyframe of a publisher's video, decoded to a JPEG in a process of its own."""
