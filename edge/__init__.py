"""The reverse proxy for phones on the local network, with TLS under our own authority."""
