"""What completes an option from what was typed so far: tags, companies, rounds, questions,
zones."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from bot.core import tags
from bot.core.chat import Choice, Member, Role
from bot.core.completing import MOST
from bot.core.ports import BankHolder
from bot.core.question import carried
from bot.core.suggestions import command_choices

LONGEST = 100
"""Characters of a value that every platform can offer."""


@dataclass(frozen=True)
class Suggesting:
    """The port `Suggest`, from memory: a tag, company or round is found under any of its names."""

    bank: BankHolder

    def __call__(self, source: str, typed: str, member: Member) -> list[Choice]:
        """At most 25 choices, best first; the most frequent first where nothing was typed."""
        match source:
            case "question":
                found = self.bank().titled(typed, most=MOST)
                return [Choice(carried(one.id, LONGEST), one.title) for one in found]
            case "zone":
                return _ranked(typed, _zones())
            case "command":
                return command_choices(typed, frozenset(Role))
        return [Choice(one.label, one.label) for one in self.bank().complete(source, typed)]


def _ranked(typed: str, known: tuple[str, ...]) -> list[Choice]:
    wanted = tags.key(typed)
    keyed = [(tags.key(one), one) for one in known]
    first = [one for key, one in keyed if key.startswith(wanted)]
    then = [one for key, one in keyed if wanted in key and not key.startswith(wanted)]
    return [Choice(one, one) for one in (first + then)[:MOST]]


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))
