"""Slack: its words stay in this room."""
