"""What is due again and again: one module for each chore, with a function `chore` that makes it."""
