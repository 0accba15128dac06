"""The shapes of requests, responses and signals, as marshmallow schemas; one file per noun."""
