"""The upload of a recorded file to S3, part by part, while it grows."""
