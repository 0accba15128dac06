"""What is said of a session, its stills, its gaps and its report."""
