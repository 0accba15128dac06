"""Organizations, sites and assets, and their import from CSV."""
