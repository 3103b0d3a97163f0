"""Anki packages as Anki writes them, old and new."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence

import zstandard

Notes = Sequence[tuple[str, Sequence[str], str, str]]
"""The kind of each note, its fields, its tags and its deck."""

KINDS = {
    "Basic": ["Front", "Back"],
    "Cloze": ["Text", "Back Extra"],
    "Vocabulary": ["Expression", "Meaning", "Origin"],
    "Named": ["Topic", "Question", "Answer", "Difficulty"],
}
_CARDS = "CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER, ord, odid INTEGER)"
_NOTES = "CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid INTEGER, tags, flds, sfld)"


def old(notes: Notes, name: str = "collection.anki2") -> bytes:
    """A package whose kinds and decks are JSON in one row, as until 2021."""
    decks = {deck: at for at, deck in enumerate(dict.fromkeys(one[3] for one in notes), 1)}
    models = {
        str(at): {"name": kind, "flds": [{"name": one, "ord": n} for n, one in enumerate(fields)]}
        for at, (kind, fields) in enumerate(KINDS.items(), 1)
    }
    with _collection(notes, decks) as made:
        made.execute("CREATE TABLE col (id INTEGER, models TEXT, decks TEXT)")
        named = {str(at): {"name": deck} for deck, at in decks.items()}
        row = (1, json.dumps(models), json.dumps(named))
        made.execute("INSERT INTO col VALUES (?, ?, ?)", row)
        made.commit()
        return packed({name: made.serialize(), "media": b"{}"})


def new(notes: Notes) -> bytes:
    """A package whose kinds and decks are tables, packed with zstd, as since 2021."""
    decks = {deck: at for at, deck in enumerate(dict.fromkeys(one[3] for one in notes), 1)}
    with _collection(notes, decks) as made:
        made.create_collation("unicase", lambda one, two: (one > two) - (one < two))
        made.execute("CREATE TABLE notetypes (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase)")
        made.execute(
            "CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT COLLATE unicase,"
            " PRIMARY KEY (ntid, ord)) WITHOUT ROWID"
        )
        made.execute("CREATE TABLE decks (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase)")
        made.execute("CREATE UNIQUE INDEX by_name ON decks (name)")
        for at, (kind, fields) in enumerate(KINDS.items(), 1):
            made.execute("INSERT INTO notetypes VALUES (?, ?)", (at, kind))
            rows = [(at, number, name) for number, name in enumerate(fields)]
            made.executemany("INSERT INTO fields VALUES (?, ?, ?)", rows)
        for deck, at in decks.items():
            made.execute("INSERT INTO decks VALUES (?, ?)", (at, deck.replace("::", "\x1f")))
        made.commit()
        raw = zstandard.ZstdCompressor().compress(made.serialize())
    stub = b"please update Anki"
    return packed({"meta": b"\x08\x03", "collection.anki21b": raw, "collection.anki2": stub})


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def _collection(notes: Notes, decks: dict[str, int]) -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.execute(_NOTES)
    made.execute(_CARDS)
    kinds = list(KINDS)
    for number, (kind, fields, tags, deck) in enumerate(notes, 1):
        row = (number, str(number), kinds.index(kind) + 1, f" {tags} ", "\x1f".join(fields), "")
        made.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?)", row)
        made.execute("INSERT INTO cards VALUES (?, ?, ?, 1, 0)", (number * 2, number, 99))
        card = (number * 2 + 1, number, decks[deck])
        made.execute("INSERT INTO cards VALUES (?, ?, ?, 0, 0)", card)
    return made
