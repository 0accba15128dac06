"""How HTTP speaks it."""
