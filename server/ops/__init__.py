"""What an operator runs: the command line, the supervisor, backup and restore."""
