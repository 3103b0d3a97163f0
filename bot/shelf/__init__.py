"""Keeps a bank that was read on disk, so that it opens at once the next time."""
