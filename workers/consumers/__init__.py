"""What follows a fact: one file per consumer of deliveries."""
