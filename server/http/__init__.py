"""The HTTP layer of every request: routing, parsing, errors, headers, rate limits, the log."""
