"""The parts of the page that have a script of their own in `browser/`, with what each one tells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from bot.core.chat import Form
from bot.core.suggestions import Suggestion

Told = Callable[[Any], Any]
"""Hears what a script says: a line, or a mapping."""


class EntryView(Element, component="browser/entry.js"):
    """A message as it is drawn now."""

    def __init__(self, entry: str, kind: str) -> None:
        super().__init__()
        self.classes(f"entry {kind}")
        self.props.update({"data-testid": "entry", "data-entry": entry})

    def show(self, html: str, *, streaming: bool) -> None:
        """Draw it like this; nothing is sent where nothing changed."""
        busy = "true" if streaming else "false"  # a screen reader waits until it is false
        if (html, busy) != (self.props.get("html"), self.props.get("aria-busy")):
            self.props.update({"html": html, "aria-busy": busy})


class Conversation(Element, component="browser/conversation.js"):
    """The messages of a place, which scroll; `labels` name it, its way down and its way back."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        super().__init__()
        self.props.update(labels)

    def hear(self, **told: Told) -> None:
        """Who is told of a button (`press`), a `thread`'s chip, a `line` to try, and `earlier`."""
        for name, hears in told.items():
            self.on(name, lambda event, hears=hears: hears(event.args))

    def offer_earlier(self, there_are: bool) -> None:
        """Whether there are older messages to ask for."""
        self.props["more"] = there_are

    def to_end(self) -> None:
        """Scroll to the newest message."""
        self.run_method("toEnd")


class MessageBox(Element, component="browser/message_box.js"):
    """The box to write in, under `name`."""

    def __init__(self, name: str, labels: Mapping[str, str]) -> None:
        super().__init__()
        self.props.update({"name": name, "labels": dict(labels), "place": "", "label": ""})

    def hear(self, *, complete: Told, send: Told) -> None:
        """Who is told of a line to complete, and of words that were sent."""
        self.on("complete", lambda event: complete(event.args))
        self.on("send", lambda event: send(event.args))

    def at(self, place: str, label: str) -> None:
        """Write to this place from now on; the draft for it is there again."""
        self.props.update({"place": place, "label": label})

    def suggest(self, turn: int, found: Sequence[Suggestion]) -> None:
        """Show what may complete the line that was asked about in this turn."""
        self.run_method("suggest", turn, [asdict(one) for one in found])

    def settled(self, place: str, key: str, *, taken: bool) -> None:
        """Forget words that were taken; give back words that could not be."""
        self.run_method("settled", place, key, taken)

    def invite(self, line: str) -> None:
        """Put a line into the box, ready to be sent."""
        self.run_method("invite", line)

    def welcome(self) -> None:
        """Take the focus, unless somebody is writing elsewhere."""
        self.run_method("welcome")


class FormDialog(Element, component="browser/form_dialog.js"):
    """The dialog in which forms are filled in."""

    def __init__(self, cancel: str) -> None:
        super().__init__()
        self.props["cancel"] = cancel

    def hear(self, *, fill: Told) -> None:
        """Who is told of a form that was filled in."""
        self.on("fill", lambda event: fill(event.args))

    def open(self, form: Form, place: str) -> None:
        """Ask for what the form asks, on behalf of a place."""
        self.run_method("open", asdict(form), place)


class Tag(TextElement):
    """A plain HTML element with words in it; `_` in the name of an attribute stands for `-`."""

    def __init__(self, name: str, words: str = "", kind: str = "", **attributes: str) -> None:
        super().__init__(tag=name, text=words)
        self.classes(kind)
        self.props.update({key.replace("_", "-"): value for key, value in attributes.items()})
