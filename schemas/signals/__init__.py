"""Signals that sockets relay and forget; docs/protocol.md."""
