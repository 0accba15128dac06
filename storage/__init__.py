"""Where rows and bytes rest; a leaf."""
