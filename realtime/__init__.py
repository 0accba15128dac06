"""The broker of live sessions over Socket.IO, and the media node that forwards their media."""
