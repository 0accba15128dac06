"""What every request goes through: routing, reading, errors, headers, rate limits, the log."""
