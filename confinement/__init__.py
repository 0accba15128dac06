"""The walls around a process that decodes strangers' bytes, built by the process itself."""
