"""Writes one Markdown file a question: its facts as front matter, then the reference answer."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import yaml

from bot.core.question import Question
from bot.writers.parts.below_heading import below
from bot.writers.parts.files import File, Told, untold
from bot.writers.parts.kept import kept, normal

ENDINGS = ()

_UNSEEN = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_NOTHING = ("null", "~")
_ANSWER = 3
_PART = 4
_LONGEST = 40_000
_UNNAMED = re.compile(r"[^\w.\-]+")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d|readme|contributing|licen[cs]e|changelog|security"
    r"|code[_-]of[_-]conduct)(?![^._-])",
    re.IGNORECASE,
)
_HASHED = re.compile(r"q[0-9a-f]{10}")


def carried(question: Question) -> Question:
    """The question as this format gives it back: no heading of an answer stands above the fourth
    level, and `null` and `~` are no texts."""
    plain = normal(question)
    plain = replace(
        plain,
        title=f"“{plain.title}”" if plain.title in _NOTHING else plain.title,
        body="" if plain.body in _NOTHING else plain.body,
        answer=below(plain.answer, _ANSWER),
        hint=None if plain.hint in _NOTHING else plain.hint,
        chapter=None if plain.chapter in _NOTHING else plain.chapter,
        section=None if plain.section in _NOTHING else plain.section,
    )
    if _has_no_room(plain):
        hint = below(plain.hint or "", _PART).strip() or None
        plain = replace(plain, body=below(plain.body, _PART), hint=hint)
    return plain


def write(questions: Sequence[Question], told: Told = untold) -> list[File]:
    """A file for each question, named by its id, which no two of them share."""
    files: list[File] = []
    names: set[str] = set()
    for done, question in enumerate(questions, 1):
        name = next(one for one in _names(question) if one.casefold() not in names)
        names.add(name.casefold())
        files.append(File(name, one(question).encode()))
        told(done, len(questions))
    return files


def one(question: Question) -> str:
    """The text of a question's file."""
    plain = carried(question)
    text = plain.answer
    fields = {name: value for name, value in kept(plain).items() if value and name != "answer"}
    if _has_no_room(plain):
        body = fields.pop("body", "")
        text = f"#### Question\n{body}\n\n#### Answer\n{text}" if body else text
        text += f"\n\n#### Hint\n{fields.pop('hint')}" if plain.hint else ""
    if "rubric" in fields:
        fields["rubric"] = [_checkpoint(one) for one in fields["rubric"]]
    head = yaml.dump(
        fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, indent=4, width=2**31 - 1
    )
    return f"---\n{head}---\n{text}\n"


def _has_no_room(question: Question) -> bool:
    """Whether body and hint do not fit into front matter, which is read up to 64 KiB and without
    the space at the begin of a text."""
    is_long = len(question.body) + len(question.hint or "") > _LONGEST
    return is_long or question.body[:1].isspace()


def _checkpoint(one: dict[str, Any]) -> dict[str, Any]:
    weight = int(one["weight"]) if one["weight"].is_integer() else one["weight"]
    first = {"id": one.get("id"), "text": one["text"], "must": one["must"]}
    stated = first | one | {"weight": None if weight == 1 else weight}
    return {name: value for name, value in stated.items() if value}


def _names(question: Question) -> Iterator[str]:
    """Names for a question's file, the best first: its id, behind its title if that is a hash."""
    slug = _UNNAMED.sub("-", unicodedata.normalize("NFC", question.title)).strip("-.").casefold()
    by_title = f"{slug[:40].strip('-.')}-" if _HASHED.fullmatch(question.id) and slug else ""
    name = by_title + (_UNNAMED.sub("-", question.id).strip("-.")[:80] or "question")
    if _RESERVED.match(name):
        name = f"q-{name}"
    yield f"{name}.md"
    number = 2
    while True:
        yield f"{name}-{number}.md"
        number += 1


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, which people can read."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if _UNSEEN.search(text):
        style = '"'  # line breaks of other kinds stay what they are only when they are escaped
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
