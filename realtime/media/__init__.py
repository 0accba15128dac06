"""Picture and sound, forwarded as packets. docs/media.md."""
