"""The domain: people, jobs, sessions, evidence. It knows no Flask, socket, S3 or WebRTC."""
