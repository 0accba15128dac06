"""Programs that read strangers' bytes in a confined process, and the code that starts them."""
