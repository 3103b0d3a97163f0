"""A local Slack for each test that asks for one; nothing may break its table of limits."""

from tests.wire.slack.conftest import slack

__all__ = ["slack"]
