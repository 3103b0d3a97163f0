"""The tests: they mirror `bot/`, and read like a chat where people are involved."""
