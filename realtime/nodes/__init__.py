"""Media nodes as the broker knows them, and which session each of them has."""
