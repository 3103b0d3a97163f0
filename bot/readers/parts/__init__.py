"""What readers share: the source, its blocks, metadata, and the account of what was read."""
