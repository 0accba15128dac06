"""Operations: the `smarthands` command, the supervisor, backup and restore."""
