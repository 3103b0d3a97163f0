"""What writers share, and the file of approved suggestions."""
