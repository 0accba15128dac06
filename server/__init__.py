"""The web process (Flask), its settings, and the `smarthands` command."""
