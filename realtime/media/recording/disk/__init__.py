"""Recorded files on the node's disk: written, journalled, and recovered after a crash."""
