"""The choices of a question, and which of them are right, however a record states them."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_LABEL = re.compile(r"^\s*[(（]?([A-Ha-h])\s*(?:[.、:：)）]|\s-)\s*(?=\S)")
_LETTERS = re.compile(r"^[(（\s]*([A-Ha-h](?:\s*[,，、;；/&+和]?\s*[A-Ha-h])*)[)）.\s]*$")
_LABELLED = re.compile(r"^[(（\s]*([A-Ha-h])\s*[.、:：)）]\s*\S")
_MOST = 26


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `right` is None where the record does not say it beside the choice."""

    text: str
    right: bool | None = None


def options(value: Any) -> list[Option]:
    """The choices of a list, of an object by letter, or of a text that has them apart by lines,
    semicolons or bars; none where there are not at least two.
    """
    found = _options(value)
    while found and not found[-1].text:
        found.pop()
    labels = [_LABEL.match(one.text) for one in found]
    letters = [match[1].upper() if match else "" for match in labels]
    if letters == [letter(at) for at in range(len(found))]:
        found = [
            Option(one.text[match.end() :].strip(), one.right)
            for one, match in zip(found, labels, strict=True)
            if match
        ]
    return found if 2 <= len(found) <= _MOST else []


def letter(at: int) -> str:
    """The letter of a choice, counted from 0."""
    return chr(ord("A") + at)


def right(choices: Sequence[Option], said: Any, first: int = 0) -> list[int]:
    """Which choices are right, from what is said of them beside them, or else by `said`: letters,
    the text of a choice, or numbers that count from `first`. None where that cannot be told.
    """
    flagged = [at for at, one in enumerate(choices) if one.right]
    if flagged:
        return flagged
    listed = said if isinstance(said, list) else [said]
    found = [at for one in listed for at in _one(choices, one, first)]
    return sorted(set(found)) if all(_one(choices, one, first) for one in listed) else []


def number(choices: Sequence[Option], said: Any) -> int | None:
    """The number that `said` names a choice by, if it does so."""
    if isinstance(said, bool) or any(one.right for one in choices):
        return None
    text = str(said).strip()
    if not text.isdecimal() or len(text) > 2 or any(one.text == text for one in choices):
        return None
    return int(text)


def first_number(numbers: Iterable[tuple[int, int]]) -> int | None:
    """Whether right choices are counted from 0 or from 1, from all (number, how many choices) of a
    file; None where both could be.
    """
    listed = list(numbers)
    if any(number == 0 for number, _ in listed):
        return 0
    return 1 if any(number == many for number, many in listed) else None


def written(choices: Sequence[Option]) -> str:
    """The choices as Markdown: a list by letters."""
    return "\n".join(_line(at, one.text) for at, one in enumerate(choices))


def answer(choices: Sequence[Option], which: Sequence[int]) -> str:
    """The right choices as Markdown."""
    if len(which) == 1:
        return f"{letter(which[0])}. {choices[which[0]].text}"
    return "\n".join(_line(at, choices[at].text) for at in which)


def _line(at: int, text: str) -> str:
    return f"- {letter(at)}. " + text.replace("\n", "\n  ")


def _options(value: Any) -> list[Option]:
    if isinstance(value, str):
        return [Option(one) for one in _parted(value)]
    if isinstance(value, dict):
        texts = value.get("text")
        if isinstance(texts, list):  # {"text": [...], "label": [...]}
            return [_option(one) for one in texts]
        return [_option(one) for _, one in sorted(value.items())]
    return [_option(one) for one in value] if isinstance(value, list) else []


def _option(value: Any) -> Option:
    if isinstance(value, dict):
        text = next((value[name] for name in _TEXTS if name in value), "")
        marks = [value[name] for name in _RIGHTS if name in value]
        return Option(_text(text), bool(marks[0]) if marks else None)
    return Option(_text(value))


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _parted(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            return [_text(one) for one in listed]
    for mark in ("\n", ";", "；", "|", "｜"):
        if mark in text:
            return [one.strip() for one in text.split(mark)]
    starts = [match.start() for match in re.finditer(r"(?:^|\s)[(（]?[A-H][.、)）:：]", text)]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=False)]


def _one(choices: Sequence[Option], said: Any, first: int) -> list[int]:
    if isinstance(said, bool) or said is None:
        return []
    if (named := number(choices, said)) is not None:
        return [named - first] if 0 <= named - first < len(choices) else []
    text = str(said).strip()
    same = [at for at, one in enumerate(choices) if one.text.casefold() == text.casefold()]
    if same:
        return same[:1]
    letters = _LETTERS.match(text) or _LABELLED.match(text)
    found = re.findall("[A-H]", letters[1].upper()) if letters else []
    which = [ord(one) - ord("A") for one in found]
    return which if all(at < len(choices) for at in which) else []


_TEXTS = ("text", "option", "value", "content", "answer", "label", "title", "body")
_RIGHTS = ("correct", "is_correct", "isCorrect", "right", "is_answer", "isAnswer")
