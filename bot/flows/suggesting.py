"""What completes an option from what was typed so far: tags, companies, rounds, questions,
zones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    named: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    """Choices of other sources, by the source."""

    def __call__(self, source: str, typed: str, member: Member) -> list[Choice]:
        """At most 25 choices, best first; the most frequent first where nothing was typed."""
        match source:
            case "question":
                found = self.bank().titled(typed, most=MOST)
                return [Choice(carried(one.id, LONGEST), one.title) for one in found]
            case _ if source in self.named:
                return _ranked(typed, self.named[source])
            case "zone":
                return _ranked(typed, _zones())
            case "command":
                return command_choices(typed, frozenset(Role))
        return [Choice(one.label, one.label) for one in self.bank().complete(source, typed)]


def _ranked(typed: str, known: Sequence[Choice]) -> list[Choice]:
    wanted = tags.key(typed)
    keyed = [(tags.key(f"{one.value} {one.label}"), one) for one in known]
    first = [one for key, one in keyed if key.startswith(wanted)]
    then = [one for key, one in keyed if wanted in key and not key.startswith(wanted)]
    return (first + then)[:MOST]


@cache
def _zones() -> tuple[Choice, ...]:
    return tuple(Choice(one, one) for one in sorted(available_timezones()))
