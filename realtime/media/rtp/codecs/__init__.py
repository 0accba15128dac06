"""Codec payloads: depacketizers for VP8 and H.264, and what Opus packets and H.264 SPS say."""
