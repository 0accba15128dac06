"""One publisher's packets, forwarded to every viewer."""
