"""Socket messages: signals that the broker relays and forgets, topology, following.

docs/protocol.md describes them. Nothing here needs the domain, so that a media node which joins
sessions needs no database.
"""
