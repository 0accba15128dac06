"""Programs that read strangers' bytes in a confined process, and what starts them."""
