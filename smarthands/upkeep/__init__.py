"""What keeps an installation going: deliveries, sweeps, readiness, the first rows."""
