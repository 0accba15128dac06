"""The media nodes that are connected to the broker, and the sessions that each of them has."""
