"""What follows a fact: one module for each consumer of deliveries, with its `CONSUMER`."""
