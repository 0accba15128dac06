"""One socket: its handshake, its limits, and what is sent to it."""
