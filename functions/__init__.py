"""One folder per Lambda function: its door and its pins."""
