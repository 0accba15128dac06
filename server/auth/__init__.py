"""Who asks: passwords, tokens, the credentials of sockets and relays."""
