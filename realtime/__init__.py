"""How sockets speak it."""
