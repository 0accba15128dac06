"""Databases and object stores behind the kit's ports; a leaf that imports nothing of ours."""
