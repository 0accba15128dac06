"""People: accounts, sign-in, logins, and join links for guest technicians."""
