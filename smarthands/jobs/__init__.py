"""Jobs: opening, progress, listing, the document that a reader sees, and shares of it."""
