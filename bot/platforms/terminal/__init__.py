"""The terminal: `coach chat`, at a prompt or in a pipe."""

from bot.platforms.terminal.ears import TerminalEars

__all__ = ["TerminalEars"]
