"""Writes an Anki deck: a card a question, a deck a chapter, and each question whole in its note."""

import hashlib
import io
import itertools
import json
import re
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from contextlib import closing
from html import escape
from typing import Any

from bot.core.deck import FIELD, seal
from bot.core.errors import BankTrouble
from bot.core.question import Question
from bot.writers.parts.card_html import html, inline
from bot.writers.parts.files import File, Told, untold
from bot.writers.parts.kept import kept, normal

ENDINGS = (".apkg",)

_FIELDS = ("Question", "Facts", "Hint", "Answer", "Checkpoints", "Sources", FIELD)
_SHOWN = ("Question", "Answer", "Hint")
_DECK = "Interview Coach"
_FRONT = """<div class="question">{{Question}}</div>
{{#Facts}}<div class="facts">{{Facts}}</div>{{/Facts}}
{{#Hint}}<details><summary>Hint · 提示</summary>{{Hint}}</details>{{/Hint}}"""
_BACK = """{{FrontSide}}<hr id="answer">{{Answer}}
{{#Checkpoints}}<details><summary>Checkpoints · 评分要点</summary>
{{Checkpoints}}</details>{{/Checkpoints}}
{{#Sources}}<div class="facts">{{Sources}}</div>{{/Sources}}"""
_STYLE = """.card { font-family: sans-serif; font-size: 18px; text-align: left; }
.question { font-size: 22px; } .facts { color: gray; font-size: 14px; }
pre { overflow-x: auto; } table { border-collapse: collapse; }
td, th { border: 1px solid gray; padding: 4px; }"""
_SINCE = 1_300_000_000_000


def carried(question: Question) -> Question:
    """The question as this format gives it back: as it is."""
    return normal(question)


def write(questions: Sequence[Question], told: Told = untold) -> list[File]:
    """One file. Ids of decks and notes are made of names and of questions' ids, so that a deck
    that is imported into Anki again updates its notes. BankTrouble without the extra `anki`."""
    try:
        import genanki  # type: ignore[import-untyped]
    except ImportError as exc:
        raise BankTrouble("error.extra_missing", extra="anki") from exc
    model = genanki.Model(
        _number("Interview Coach 1", 1 << 30, 1 << 31),
        "Interview Coach",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )

    class Note(genanki.Note):  # type: ignore[misc]
        """A note whose HTML is known to be sound: the search for odd tags takes very long."""

        _INVALID_HTML_TAG_RE = re.compile("(?!)")

    decks: dict[str, Any] = {}
    for done, question in enumerate(questions, 1):
        name = _deck(question)
        if name not in decks:
            decks[name] = genanki.Deck(_number(name, 1 << 30, 1 << 31), name)
        decks[name].add_note(Note(model, **_note(question)))
        told(done, len(questions))
    return [File("", _packed(genanki.Package(list(decks.values()))))]


def _note(question: Question) -> dict[str, Any]:
    """The fields of a question's note, its tags, and the name by which Anki knows it again."""
    plain = carried(question)
    tags = sorted({re.sub(r"\s", "_", tag) for tag in plain.tags})
    fields = {
        "Question": f"<p>{inline(plain.title)}</p>{html(plain.body)}",
        "Facts": escape(_facts(plain)),
        "Hint": html(plain.hint or ""),
        "Answer": html(plain.answer),
        "Checkpoints": _list([one.text for one in plain.rubric]),
        "Sources": _list(plain.sources),
    }
    shown = {name: seal(fields[name]) for name in _SHOWN} | {"tags": seal(" ".join(tags))}
    whole = json.dumps({"question": kept(plain), "shown": shown}, separators=(",", ":"))
    return {
        "fields": [*fields.values(), escape(whole)],
        "sort_field": plain.title,
        "tags": tags,
        "guid": _guid(plain.id),
    }


def _guid(question: str) -> str:
    return hashlib.sha256(f"interview-coach {question}".encode()).hexdigest()[:20]


def _facts(question: Question) -> str:
    round_ = " ".join(filter(None, (question.position, question.round)))
    facts = (question.company, round_, question.date, question.difficulty, question.section)
    return " · ".join(filter(None, facts))


def _list(texts: Sequence[str]) -> str:
    items = "".join(f"<li>{inline(one)}</li>" for one in texts)
    return f"<ul>{items}</ul>" if items else ""


def _deck(question: Question) -> str:
    chapter = (question.chapter or "").replace("::", ":")
    return f"{_DECK}::{chapter}" if chapter else _DECK


def _packed(package: Any) -> bytes:
    """The file of a package. Notes are numbered by their guids, and dated now: Anki takes a note
    over one that it has where it is newer."""
    now = time.time()
    with closing(sqlite3.connect(":memory:")) as collection:
        package.write_to_db(collection.cursor(), now, itertools.count(int(now * 1000)))
        _renumber(collection)
        collection.commit()
        raw = collection.serialize()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", raw)
        archive.writestr("media", "{}")
    return packed.getvalue()


def _renumber(collection: sqlite3.Connection) -> None:
    """Give every note and its card an id that is the same in every export."""
    taken: set[int] = set()
    rows = collection.execute("SELECT id, guid FROM notes ORDER BY guid").fetchall()
    for old, guid in rows:
        new = _number(guid, _SINCE, _SINCE + (1 << 38))
        while new in taken:
            new += 1
        taken.add(new)
        collection.execute("UPDATE cards SET id = ?, nid = ? WHERE nid = ?", (-new, -new, old))
        collection.execute("UPDATE notes SET id = ? WHERE id = ?", (-new, old))
    collection.execute("UPDATE cards SET id = -id, nid = -nid")
    collection.execute("UPDATE notes SET id = -id")


def _number(name: str, least: int, end: int) -> int:
    """A number from `least` up to `end`, not included, that is always the same for a name."""
    digest = hashlib.sha256(name.encode()).digest()
    return least + int.from_bytes(digest[:8], "big") % (end - least)
