"""What completes an option from what was typed so far: tags, companies, rounds, questions,
zones."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from bot.core import tags
from bot.core.chat import Choice, Member, Role
from bot.core.ports import BankHolder
from bot.core.suggestions import command_choices

MOST = 25


@dataclass(frozen=True)
class Suggesting:
    """The port `Suggest`, from memory: values that begin with what was typed, then those that
    hold it."""

    bank: BankHolder

    def __call__(self, source: str, typed: str, member: Member) -> list[Choice]:
        """At most 25 choices, best first; the most frequent first where nothing was typed."""
        match source:
            case "question":
                wanted = tags.key(typed)
                found = [
                    Choice(one.id, one.title)
                    for one in self.bank().questions
                    if wanted in tags.key(one.title) or one.id.startswith(typed)
                ]
                return found[:MOST]
            case "zone":
                return _ranked(typed, _zones())
            case "command":
                return command_choices(typed, frozenset(Role))
        return _ranked(typed, self.bank().values(source))


def _ranked(typed: str, known: list[str] | tuple[str, ...]) -> list[Choice]:
    wanted = tags.key(typed)
    keyed = [(tags.key(one), one) for one in known]
    first = [one for key, one in keyed if key.startswith(wanted)]
    then = [one for key, one in keyed if wanted in key and not key.startswith(wanted)]
    return [Choice(one, one) for one in (first + then)[:MOST]]


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))
