"""The terminal, tried as a person at a prompt and as a script in a pipe."""
