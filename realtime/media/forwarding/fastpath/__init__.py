"""What nearly every packet comes to, in C: docs/decisions/0011."""
