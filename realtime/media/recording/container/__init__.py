"""Container formats of recorded files: WebM and fragmented MP4."""
