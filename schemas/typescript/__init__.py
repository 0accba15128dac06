"""The pages' types, written from the schemas."""
