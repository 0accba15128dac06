"""Codec payloads: where pictures and sound begin and end in RTP, and what their heads say."""
