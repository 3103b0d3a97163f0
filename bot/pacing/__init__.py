"""How often something may be said, and what of a growing text is said then."""
