"""How the coach comes into workspaces, and goes: OAuth, tokens and their rotation."""
