"""What a phone on the local network reaches: TLS with a certificate of our own authority."""
