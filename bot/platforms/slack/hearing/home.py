"""A member's Home, and the prompts over their messages: made of the coach's own cards."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.core.bank_requests import ShowSuggestions
from bot.core.chat import Button, Card, Direct
from bot.core.errors import CannotReach, where
from bot.core.history_requests import ShowHistory
from bot.core.ports import Ask, Say
from bot.core.requests import Inquiry, ShowHelp, ShowSettings, Who
from bot.platforms.slack import blocks, views
from bot.platforms.slack.hearing.payloads import Heard
from bot.platforms.slack.line import Line

logger = logging.getLogger(__name__)

MOST = 100
"""Blocks of a Home (S20)."""
_SECTIONS: tuple[type[Inquiry], ...] = (
    ShowSettings,
    ShowHistory,
    ShowSuggestions,
    ShowHelp,
)
_PROMPTS = (
    ("slack.prompt_quiz", "slack.prompt_quiz_says"),
    ("slack.prompt_hard", "slack.prompt_hard_says"),
    ("slack.prompt_search", "slack.prompt_search_says"),
    ("slack.prompt_help", "slack.prompt_help_says"),
)
_PATIENCE = 10.0


@dataclass(frozen=True)
class Homes:
    """What Slack refuses here is only logged: a Home is looked at again."""

    line: Line
    say: Say

    async def open(self, heard: Heard, who: Who, ask: Ask) -> None:
        """Show what the tab that was opened shows."""
        event = heard.body.get("event") or {}
        if event.get("tab") == "messages":
            await self.prompt(heard.team, heard.channel, who.language or "en")
        else:
            await self.publish(who, ask)

    async def publish(self, who: Who, ask: Ask) -> None:
        """Show a member their Home as it is now."""
        who = replace(who, place=Direct(who.member))
        cards = [await ask(who.wants(one)) for one in _SECTIONS]
        made = [one for one in cards if isinstance(one, Card)]
        language = made[0].language if made else "en"
        shown = [*self._head(language)]
        for card in made:
            shown += [{"type": "divider"}, *_blocks(card)]
        view = {"type": "home", "blocks": shown[:MOST]}
        body = {"user_id": who.member.id, "view": view}
        await self._call(who.member.community.id, "views.publish", body)

    async def prompt(self, team: str, channel: str, language: str) -> None:
        """Offer what somebody may ask for."""
        offered = [
            {"title": self.say(language, title), "message": self.say(language, message)}
            for title, message in _PROMPTS
        ]
        body = {
            "channel_id": channel,
            "title": self.say(language, "slack.prompts"),
            "prompts": offered,
        }
        await self._call(team, "assistant.threads.setSuggestedPrompts", body)

    def _head(self, language: str) -> Iterator[dict[str, Any]]:
        say = self.say
        card = Card(
            title=say(language, "slack.name"),
            body=say(language, "slack.home"),
            buttons=(
                Button(say(language, "slack.start_quiz"), "quiz", "primary"),
                Button(say(language, "quiz_form.title"), "quiz_form"),
            ),
            language=language,
        )
        *above, row = _blocks(card)
        chosen = views.completed("tag", say(language, "slack.home_topic"))
        yield from (*above, {**row, "elements": [*row["elements"], chosen]})

    async def _call(self, team: str, method: str, body: dict[str, Any]) -> None:
        try:
            await self.line.call(team, method, body, patience=_PATIENCE)
        except CannotReach as error:
            logger.warning("%s is not done: %s", method, where(error))


def _blocks(card: Card) -> list[dict[str, Any]]:
    return [block for one in blocks.messages(card, private=True) for block in one["blocks"]]
