"""Evidence items: uploads, notes, annotations, marks, and the renditions made of them."""
