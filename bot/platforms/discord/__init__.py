"""Discord: what is said there, and what is heard."""
