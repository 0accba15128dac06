"""Settings: read from the environment once, then frozen."""
