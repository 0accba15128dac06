"""Recorded files on the node's disk: spool, journal, and recovery after a crash."""
