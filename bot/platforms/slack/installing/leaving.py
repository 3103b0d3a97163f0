"""Forgets the tokens of a workspace that took the app out."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.platforms.slack.installing.installations import Installations

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leaving:
    """Slack tells of it by two events, in any order, each more than once, and late at times: one
    that is older than the installation is of an earlier one."""

    installations: Installations

    async def gone(self, body: Mapping[str, Any], team: str) -> None:
        """An `app_uninstalled`, or a `tokens_revoked`: that of people's own tokens is none of ours.

        StoreTrouble where it cannot be kept.
        """
        event = body.get("event") or {}
        if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return
        at = datetime.fromtimestamp(float(body.get("event_time") or 0), UTC)
        if await self.installations.forget(team, at):
            logger.info("the app was taken out of %s", team)
        elif self.installations.own is not None and self.installations.own.team == team:
            logger.error("the app was taken out of %s: install it again, and set its token", team)
