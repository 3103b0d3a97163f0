"""Reads Anki's decks: `.apkg` and `.colpkg` of every version, and the notes of any kind."""

import html
import json
import re
from typing import Any

from bot.core.deck import FIELD, seal
from bot.readers.parts import anki_collection, card_html, columns, record_values
from bot.readers.parts.anki_collection import DeckTrouble, Note
from bot.readers.parts.found import Found
from bot.readers.parts.records import Record, Records
from bot.readers.parts.source import Source

_CLOZE = re.compile(r"\{\{c\d+::((?:(?!\{\{c\d+::|\}\}).)*)\}\}", re.DOTALL)
_DEEPEST = 8
_ANKIS_OWN = frozenset(["leech", "marked"])


def suits(source: Source) -> int:
    """A package with a collection of notes, whatever its file is called."""
    named = source.name.casefold().endswith((".apkg", ".colpkg"))
    return 100 if anki_collection.is_deck(source.data) else 50 * named


def read(source: Source) -> Found:
    """The question of every note. A note counts as a line."""
    found = Found(records=0)
    try:
        notes = list(anki_collection.notes(source.data))
    except DeckTrouble as exc:
        found = Found.trouble(source.label, "bad-deck", f"the deck: {exc.why}", exc.fix)
        found.records = 1
        return found
    found.records = len(notes)
    media: list[int] = []
    records = [_record(note, number, media) for number, note in enumerate(notes, 1)]
    Records(source.label, found, "note").read(records)
    if media:
        many = len(set(media))
        notes_have = "1 note has" if many == 1 else f"{many} notes have"
        message = f"{notes_have} pictures or sounds, which stay in the deck"
        fix = "say in words what they show"
        found.say(source.label, media[0], "media", message, fix)
    if not notes:
        found.say(source.label, 1, "no-question", "no note is in this deck", "leave it out")
    return found


def _record(note: Note, number: int, media: list[int]) -> Record:
    own = _own(note)
    if own is not None:
        return Record(own, number, number)
    values: dict[str, Any] = {}
    for name, source in _named(note).items():
        field = card_html.converted(source)
        values[name] = field.text
        media += [number] * bool(field.media)
    if note.tags:
        values["tags" if "tags" not in values else "tags "] = [
            one for one in note.tags if one.casefold() not in _ANKIS_OWN
        ]
    path = [one.strip() for one in note.deck.split("::") if one.strip()]
    if path == ["Default"]:
        path = []
    chapter = path[0] if path else None
    return Record(values, number, number, chapter, " / ".join(path[1:]) or None)


def _named(note: Note) -> dict[str, str]:
    """The fields by names that say what they are; a text with gaps gives a question and an
    answer."""
    gapped = next((name for name, text in note.fields.items() if _CLOZE.search(text)), None)
    if gapped is not None:
        text = note.fields[gapped]
        rest = {name: one for name, one in note.fields.items() if name != gapped}
        return {"question": _filled(text, gap=True), "answer": _filled(text, gap=False), **rest}
    if "title" in columns.roles(note.fields):
        return note.fields
    names = list(note.fields)
    renamed = dict(zip(names, ("question", "answer"), strict=False))
    return {renamed.get(name, name): one for name, one in note.fields.items()}


def _filled(text: str, *, gap: bool) -> str:
    """A text of gaps (`{{c1::what stands there::a hint}}`) with the gaps open, or filled."""

    def one(match: re.Match[str]) -> str:
        inside, _, hint = match[1].partition("::")
        return f"[{hint or '…'}]" if gap else inside

    for _ in range(_DEEPEST):
        text, count = _CLOZE.subn(one, text)
        if not count:
            break
    return text


def _own(note: Note) -> dict[str, Any] | None:
    """The question that the coach wrote into a note, with what was edited in Anki since."""
    try:
        kept = json.loads(html.unescape(note.fields.get(FIELD, "")))
        question, shown = dict(kept["question"]), dict(kept["shown"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not columns.is_own(question):
        return None
    edited = {
        name: card_html.converted(text).text
        for name, text in note.fields.items()
        if name in shown and shown[name] != seal(text)
    }
    if "Question" in edited:
        question["title"], question["body"] = record_values.heading(edited["Question"])
    for name in edited.keys() - {"Question"}:
        question[name.casefold()] = edited[name]
    if shown.get("tags") != seal(" ".join(sorted(note.tags))):
        spelled = {re.sub(r"\s", "_", str(one)): one for one in question.get("tags") or ()}
        question["tags"] = [spelled.get(one, one) for one in note.tags]
    return question
