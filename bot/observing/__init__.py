"""Watches the house at work: figures, lines of a log, traces."""
