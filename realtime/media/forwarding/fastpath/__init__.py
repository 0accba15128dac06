"""The fast path: ordinary packets are forwarded by a thread in C, and counted by Python."""
