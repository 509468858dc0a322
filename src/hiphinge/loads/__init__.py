"""What a lift asks of the body."""
