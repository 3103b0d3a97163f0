"""The web playground: a page that shows what a member of a real Discord or Slack would see."""

from bot.platforms.web.ears import WebEars

__all__ = ["WebEars"]
