"""How buttons are pressed where nothing can be clicked: by typing their names."""

from collections import Counter
from collections.abc import Sequence

from bot.core.chat import Button, Direct, Entry, Place, Thread
from bot.core.commands import BY_NAME
from bot.core.errors import BadInput
from bot.platforms.terminal.local import LOCAL


def typed_name(button: Button) -> str:
    """What is typed to press a button: its action's name, unless a command is called that."""
    name = button.action.partition(":")[0]
    return f"press-{name}" if name in BY_NAME or name in LOCAL else name


def button_line(buttons: Sequence[Button]) -> str:
    """The buttons of a card in one line; where several share a name, each has a number too."""
    names = [typed_name(button) for button in buttons]
    often, so_far = Counter(names), Counter[str]()
    shown = []
    for name, button in zip(names, buttons, strict=True):
        so_far[name] += 1
        number = f" {so_far[name]}" if often[name] > 1 else ""
        shown.append(f"[/{name}{number}] {button.label}")
    return "   ".join(shown)


class Buttons:
    """The buttons that were shown, by the entry that they hang on, the newest entry last."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[Place, tuple[Button, ...]]] = {}

    def see(self, entry: Entry) -> None:
        """Remember the buttons that an entry has now."""
        self._entries[entry.id] = (entry.place, entry.card.buttons if entry.card else ())

    def within_reach(self, here: Place) -> dict[str, str]:
        """What presses a button from this place, with the words on it, the newest first."""
        found: dict[str, str] = {}
        for row in reversed(self._rows(here)):
            for button in row:
                found.setdefault(typed_name(button), button.label)
        return found

    def find(self, line: str, here: Place) -> Button | None:
        """The button that a typed line presses from this place: the newest of its name.

        BadInput where it is one of several and the line does not say which.
        """
        if not line.startswith("/"):
            return None
        name, _, number = line[1:].partition(" ")
        name, number = name.casefold(), number.strip()
        for row in reversed(self._rows(here)):
            found = [one for one in row if typed_name(one) == name]
            if len(found) == 1 and number in ("", "1"):
                return found[0]
            if found:
                return _numbered(found, name, number)
        return None

    def _rows(self, here: Place) -> list[tuple[Button, ...]]:
        return [
            buttons
            for entry, (place, buttons) in self._entries.items()
            if place == here
            or isinstance(place, Direct)
            or (isinstance(here, Thread) and here.id == entry and here.channel == place)
        ]


def _numbered(buttons: Sequence[Button], name: str, number: str) -> Button:
    if not number.isdecimal() or not 1 <= int(number) <= len(buttons):
        raise BadInput("terminal.which_button", name=name, most=len(buttons))
    return buttons[int(number) - 1]
