"""One live session, as a media node sits in it."""
