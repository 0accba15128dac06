"""What follows a fact."""
