"""Who sends a request or opens a socket, by which secret; and the credentials for TURN."""
