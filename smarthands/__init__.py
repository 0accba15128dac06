"""What Smart Hands does: people, jobs, evidence, shares. Knows no Flask, socket, S3 or WebRTC."""
