"""What the shapes of rows have in common."""
