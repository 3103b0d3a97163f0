"""The fields of one record by what they mean: its title, body, choices and answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.readers.parts import columns, record_choices, record_values
from bot.readers.parts.record_values import text

_HEADINGS = frozenset(["title", "标题", "question title", "题目名称"])
_NUMBERED = re.compile(r"^\W*(?:question|q|problem|问题|题目|第)?\s*#?\d*\s*题?\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class RecordFields:
    """What a record has, by role (`columns.role`); several fields of one role keep their order.

    `unknown` are the names of fields with a value that no role fits.
    """

    by_role: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "RecordFields":
        """The fields of a record."""
        found: dict[str, list[Any]] = {}
        unknown = []
        for (name, value), role in zip(record.items(), columns.roles(record), strict=True):
            if role is not None:
                heads = role == "title" and columns.plain(name) in _HEADINGS
                found.setdefault("heading" if heads else role, []).append(value)
            elif text(value):
                unknown.append(name)
        return cls(found, tuple(unknown), tuple(record))

    def __getitem__(self, role: str) -> Sequence[Any]:
        return self.by_role.get(role, ())

    def joined(self, *roles: str) -> str:
        """The texts of these roles as one, each once."""
        texts = [text(one) for name in roles for one in self[name]]
        return "\n\n".join(dict.fromkeys(one for one in texts if one))

    def line(self, role: str) -> str | None:
        """The first text of a role on one line."""
        texts = (" ".join(text(one).split()) for one in self[role])
        return next((one for one in texts if one), None)

    @cached_property
    def title(self) -> tuple[str, str]:
        """The title, on one line, and the body. Beside a `title`, the `question` is body."""
        asked = [one for one in map(text, self["title"]) if one]
        heading = next((one for one in map(text, self["heading"]) if one), "")
        if not heading or (asked and _NUMBERED.match(heading)):
            heading, asked = (asked[0], asked[1:]) if asked else ("", [])
        first, more = record_values.heading(heading)
        body = [more, *(one for one in asked if one != first), *map(text, self["body"])]
        return first, "\n\n".join(dict.fromkeys(one for one in body if one))

    @cached_property
    def offered(self) -> list[record_choices.Option]:
        """The choices, where there are any."""
        for value in self["options"]:
            if found := record_choices.options(value):
                return found
        lettered = [text(self[f"option:{one}"][0]) for one in "ABCDEFGH" if self[f"option:{one}"]]
        if found := record_choices.options(lettered):
            return found
        wrong = [text(one) for value in self["wrong"] for one in record_values.listed(value)]
        right = [text(one) for value in self["correct"] for one in record_values.listed(value)]
        return record_choices.options(sorted([*wrong, *right])) if wrong else []

    @property
    def number(self) -> int | None:
        """The number by which the right choice is named, if it is."""
        said = [*self["correct"], *self["answer"]]
        return record_choices.number(self.offered, said[0]) if said and self.offered else None

    def parts(self, first: int) -> tuple[str, str, bool]:
        """Body and answer, and whether it is told which choices are right (numbers of choices count
        from `first`).

        A field called only `content` is the answer where there is no other, and else body.
        """
        told, body = True, self.title[1]
        answer = self.joined("correct", "answer", "explanation")
        if self.offered:
            body = "\n\n".join(filter(None, (body, record_choices.written(self.offered))))
            answer, told = self._chosen(first)
        content = self.joined("content")
        if answer or "answer" in self.by_role:
            return "\n\n".join(filter(None, (body, content))), answer, told
        return body, content, told

    def _chosen(self, first: int) -> tuple[str, bool]:
        said = [*self["correct"], *self["answer"]]
        which = record_choices.right(self.offered, said[0] if said else None, first)
        if which:
            said = [one for one in said if record_choices.right(self.offered, one, first) != which]
        else:
            said = [one for one in said if isinstance(one, str | list | dict)]
        parts = [record_choices.answer(self.offered, which)] if which else []
        parts += [text(one) for one in (*said, *self["explanation"])]
        return "\n\n".join(dict.fromkeys(one for one in parts if one)), bool(which)
