"""The media node: an SFU that forwards RTP packets, takes stills and records. docs/media.md."""
