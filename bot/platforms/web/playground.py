"""What every page of the playground is made from."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.chat import Community, Member
from bot.core.keeping import Transcript
from bot.core.ports import Accept, Ask, Clock, Say, Suggest
from bot.platforms.web.speaker import Speaker

Status = Callable[[str], str]
"""`status(language)` is a line on what is behind the page: which model, and whether it is ready."""


@dataclass(frozen=True)
class Playground:
    """Everything that is handed in: a community, its transcript, the coach, the words."""

    community: Community
    channels: tuple[str, ...]
    transcript: Transcript
    say: Say
    clock: Clock
    language: str
    status: Status
    accept: Accept
    ask: Ask
    suggest: Suggest

    def speaker(self, me: Member, language: str) -> Speaker:
        """What speaks for a member at a page in this language."""
        return Speaker(me, language, self.transcript, self.clock, self.accept, self.ask)
