"""The notes of an Anki deck: opens the package and its database in memory, within limits."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from bot.readers.parts.archives import BROKEN

LARGEST = 256 * 1024 * 1024
"""Bytes of a collection, unpacked."""

_NEWEST = ("collection.anki21b", "collection.anki21", "collection.anki2")
_LONGEST = 16 * 1024 * 1024
_STEPS = 2_000_000_000
_EVERY = 1_000_000
_MAGIC = b"SQLite format 3\x00"
_APART = "\x1f"


class DeckTrouble(Exception):
    """A package that cannot be read: why, and what to do."""

    def __init__(self, why: str, fix: str = "export the deck from Anki again") -> None:
        self.why, self.fix = why, fix
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its fields by name as HTML, its tags, and the deck of its first card."""

    kind: str
    fields: dict[str, str]
    tags: list[str]
    deck: str


def is_deck(data: bytes) -> bool:
    """Whether a file is a package of Anki's, whatever it is called."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any(name in package.namelist() for name in _NEWEST)
    except BROKEN:
        return False


def members(data: bytes) -> list[str]:
    """The names of what is in a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def notes(data: bytes) -> Iterator[Note]:
    """The notes of a package in the order of their making; DeckTrouble where it cannot be read."""
    try:
        with closing(_opened(_collection(data))) as collection:
            yield from _notes(collection)
    except (sqlite3.Error, *BROKEN) as exc:
        raise DeckTrouble("its database is damaged") from exc


def _collection(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            name = next((one for one in _NEWEST if one in names), None)
            if name is None:
                raise DeckTrouble("it holds no collection of notes")
            if package.getinfo(name).flag_bits & 1:
                raise DeckTrouble("it is encrypted")
            with package.open(name) as member:
                raw = member.read(LARGEST + 1)
    except BROKEN as exc:
        raise DeckTrouble("it is damaged, or was cut off") from exc
    if name == _NEWEST[0]:
        raw = _unpacked(raw)
    if len(raw) > LARGEST:
        raise DeckTrouble(f"its notes are over {LARGEST >> 20} MiB", "split the deck")
    if not raw.startswith(_MAGIC):
        raise DeckTrouble("it holds no database")
    return raw


def _unpacked(raw: bytes) -> bytes:
    try:
        import zstandard
    except ImportError as exc:
        why = "it is in Anki's newer format, which needs the extra `anki`"
        fix = "pip install 'interview-coach[anki]', or tick “support older Anki versions”"
        raise DeckTrouble(why, fix) from exc
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)
        with reader:
            return reader.read(LARGEST + 1)
    except zstandard.ZstdError as exc:
        raise DeckTrouble("it is damaged, or was cut off") from exc


def _opened(raw: bytes) -> sqlite3.Connection:
    """The database in memory, where nothing in it can run for ever or be written."""
    collection = sqlite3.connect(":memory:")
    collection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    collection.deserialize(raw[:18] + b"\x01\x01" + raw[20:])  # no write-ahead log in memory
    collection.create_collation("unicase", _by_case)
    steps = 0

    def count() -> bool:
        nonlocal steps
        steps += _EVERY
        return steps > _STEPS

    collection.set_progress_handler(count, _EVERY)
    collection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    collection.execute("PRAGMA trusted_schema = OFF")
    collection.execute("PRAGMA query_only = ON")
    return collection


def _by_case(one: str, other: str) -> int:
    first, second = one.casefold(), other.casefold()
    return (first > second) - (first < second)


def _notes(collection: sqlite3.Connection) -> Iterator[Note]:
    made = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    tables = {name for (name,) in collection.execute(made)}
    is_new = {"notetypes", "fields", "decks"} <= tables
    if not {"notes", "cards"} <= tables or not (is_new or "col" in tables):
        raise DeckTrouble("its database has no notes")
    kinds, decks = _new_names(collection) if is_new else _old_names(collection)
    at = dict(
        collection.execute(
            "SELECT nid, CASE WHEN odid <> 0 THEN odid ELSE did END FROM cards ORDER BY ord DESC"
        )
    )
    rows = collection.execute("SELECT id, mid, tags, flds FROM notes ORDER BY id")
    for number, kind, tags, fields in rows:
        name, names = kinds.get(kind, ("", []))
        values = str(fields).split(_APART)
        named = [*names, *(f"field {one + 1}" for one in range(len(names), len(values)))]
        yield Note(
            name,
            dict(zip(named, values, strict=False)),
            str(tags).split(),
            decks.get(at.get(number), ""),
        )


def _new_names(collection: sqlite3.Connection) -> tuple[dict[Any, Any], dict[Any, str]]:
    """The kinds of notes with their fields, and the decks, as tables have them since 2020."""
    kinds: dict[Any, tuple[str, list[str]]] = {
        number: (str(name), [])
        for number, name in collection.execute("SELECT id, name FROM notetypes")
    }
    for number, name in collection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        if number in kinds:
            kinds[number][1].append(str(name))
    decks = collection.execute("SELECT id, name FROM decks")
    return kinds, {number: str(name).replace(_APART, "::") for number, name in decks}


def _old_names(collection: sqlite3.Connection) -> tuple[dict[Any, Any], dict[Any, str]]:
    """The same, as JSON has them in one row."""
    row = collection.execute("SELECT models, decks FROM col").fetchone() or ("{}", "{}")
    try:
        models, decks = json.loads(row[0] or "{}"), json.loads(row[1] or "{}")
        kinds = {
            int(number): (
                str(model.get("name", "")),
                [
                    str(one["name"])
                    for one in sorted(model["flds"], key=lambda one: one.get("ord", 0))
                ],
            )
            for number, model in models.items()
        }
        return kinds, {int(number): str(deck["name"]) for number, deck in decks.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise DeckTrouble("its kinds of notes cannot be read") from exc
