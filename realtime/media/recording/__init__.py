"""Picture and sound written to disk and on to S3, as they came. docs/recording.md."""
