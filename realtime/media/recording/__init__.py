"""Recording: a call's packets become files, on disk and in S3, undecoded. docs/recording.md."""
