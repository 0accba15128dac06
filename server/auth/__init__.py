"""Authentication of requests and sockets: passwords, tokens, cookies, links; TURN credentials."""
