"""Recorded files: from a media node's first part to a sealed, playable, verified item."""
