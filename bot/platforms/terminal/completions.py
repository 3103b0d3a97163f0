"""What may complete a line: the coach's commands, the terminal's own, and buttons in reach."""

from collections.abc import Mapping

from bot.core.ports import Say, Suggest
from bot.core.requests import Who
from bot.core.suggestions import Suggestion, complete
from bot.platforms.terminal.local import LOCAL


def completions(
    line: str, who: Who, suggest: Suggest, say: Say, buttons: Mapping[str, str]
) -> list[Suggestion]:
    """What may come next; `buttons` are the names that press one, with what stands on it."""
    found = complete(line, who, suggest, say)
    if not line.startswith("/") or " " in line:
        return found
    begun = line[1:].casefold()
    pressed = [
        Suggestion(f"/{name}", f"/{name}", label)
        for name, label in buttons.items()
        if name.startswith(begun)
    ]
    own = [
        Suggestion(f"/{name}", f"/{name}", say(who.language, f"terminal.{name}"))
        for name in LOCAL
        if name.startswith(begun)
    ]
    return [*pressed, *found, *own]
