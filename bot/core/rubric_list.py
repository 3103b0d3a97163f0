"""Reads the list form of a rubric, as files have it and as maintainers edit it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rapidfuzz import fuzz

from bot.core.preferences import LANGUAGES
from bot.core.rubric import Checkpoint

Kind = Literal["lost", "empty", "weight", "key", "twice", "id"]

KEYS: Mapping[str, str] = {
    "accept": "accept", "accepted": "accept", "also": "accept", "可接受": "accept",
    "也算对": "accept", "同义": "accept",
    "reject": "reject", "rejected": "reject", "misconception": "reject",
    "misconceptions": "reject", "误区": "reject", "错误说法": "reject", "常见错误": "reject",
    "zh": "zh", "chinese": "zh", "中文": "zh", "en": "en", "english": "en", "英文": "en",
    "id": "id", "编号": "id",
}  # fmt: skip
"""What may be said of a checkpoint on a line below it, by the names that it goes by."""
_LINE = re.compile(
    r"(?P<indent>\s*)(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?"
    r"(?:[(（](?P<marks>[^)）]*)[)）]\s*)?(?P<text>\S.*)"
)
_BARE = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s*")
_MARKS_ALONE = re.compile(r"[(（](?P<marks>[^()（）]*)[)）]\s*")
_BELOW = re.compile(
    r"(?P<bold>\*\*|__)?(?P<key>[^\W\d_]{1,16})"
    r"(?(bold)(?:(?P=bold)\s*[:：]|\s*[:：]\s*(?P=bold))|\s*[:：])\s*"
)
_MUST = re.compile(r"\bmust\b|必须|必答|必要", re.IGNORECASE)
_WEIGHT = re.compile(r"(?:weight|权重)\s*[:：=]?\s*(\d{1,3}(?:\.\d{1,6})?)(?!\d)", re.IGNORECASE)
_ID = re.compile(r"(?!k\d\Z)[A-Za-z0-9][A-Za-z0-9_.-]{0,23}")  # k1 to k9 are the canaries'
_MARKED = re.compile(r"[(（]|[-*+]\s|\[[ xX]\]|\d{1,9}[.)]\s")
PARTING = re.compile(r"\s*[;；]\s*")
"""What stands between two phrasings on one line."""
_NEAR = 75


@dataclass(frozen=True, slots=True)
class Odd:
    """What could not be read as it stands: the line (from 0), what is wrong, and the word in
    question."""

    at: int
    kind: Kind
    word: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The checkpoints of a list, those that state no id with an empty one, and what is odd."""

    checkpoints: tuple[Checkpoint, ...] = ()
    odd: tuple[Odd, ...] = ()


def read(lines: Iterable[str]) -> Listed:
    """The checkpoints of a list's lines: `- (must, weight 2) what a good answer says`, and below
    it `accept: …; …`, `reject: …`, `zh: …`, `en: …`, `id: …`.

    A line that is no item of a list goes on with the one before it. An item below another that is
    none of these is a checkpoint of its own; one that is nearly one of these is not read.
    """
    reading = _Reading()
    for at, line in enumerate(lines):
        reading.take(at, line)
    return reading.result()


def numbered(checkpoints: Sequence[Checkpoint]) -> tuple[Checkpoint, ...]:
    """The checkpoints with an id each: the one that it states if it is the first to do so, else
    `c` and its number, or a number behind all others."""
    stated = list(dict.fromkeys(one.id for one in checkpoints if one.id))
    free, beyond = set(stated), len(checkpoints)
    done: list[Checkpoint] = []
    for number, one in enumerate(checkpoints, 1):
        name = f"c{number}"
        if one.id in free:
            name = one.id
            free.discard(name)
        elif name in stated:
            beyond += 1
            while f"c{beyond}" in stated:
                beyond += 1
            name = f"c{beyond}"
        done.append(replace(one, id=name) if one.id != name else one)
    return tuple(done)


def phrases(text: str) -> tuple[str, ...]:
    """The phrasings of a line: apart by semicolons; one that holds some stands in quotes."""
    text = text.strip()
    if len(text) > 2 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        return (text[1:-1],)
    return tuple(dict.fromkeys(one for one in PARTING.split(text) if one))


def is_id(text: str) -> bool:
    """Whether a text may be a checkpoint's id."""
    return _ID.fullmatch(text) is not None


def seems_marked(text: str) -> bool:
    """Whether a checkpoint's text, alone on its line, would be taken for more than that."""
    key = _BELOW.match(text)
    return bool(_MARKED.match(text)) or (key is not None and key["key"].casefold() in KEYS)


@dataclass
class _Item:
    at: int
    indent: int
    text: list[str]
    marks: str | None
    told: list[tuple[int, str, list[str]]] = field(default_factory=list)


@dataclass
class _Reading:
    items: list[_Item] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
    goes_on: list[str] | None = None

    def take(self, at: int, line: str) -> None:
        """Read the next line."""
        found = _LINE.fullmatch(line)
        if found is None and _BARE.fullmatch(line) and line.strip():
            self.odd.append(Odd(at, "empty"))
        elif found is None and self.goes_on is not None and line.strip():
            self.goes_on.append(line.strip())
        elif found is None and line.strip():
            self.odd.append(Odd(at, "lost"))
        elif found is not None and not self._is_told(at, found):
            self._begin(at, found)

    def _begin(self, at: int, found: re.Match[str]) -> None:
        alone = _MARKS_ALONE.fullmatch(found["text"]) if found["marks"] is None else None
        if alone and (_MUST.search(alone["marks"]) or _WEIGHT.search(alone["marks"])):
            self.odd.append(Odd(at, "empty"))
            self.goes_on = None
            return
        item = _Item(at, _width(found["indent"]), [found["text"].strip()], found["marks"])
        self.items.append(item)
        self.goes_on = item.text

    def _is_told(self, at: int, found: re.Match[str]) -> bool:
        """Whether a line belongs to the checkpoint above it; then it is taken."""
        key = _BELOW.match(found["text"])
        if key is None or found["marks"] is not None or not self.items:
            return False
        item, word = self.items[-1], key["key"]
        known = KEYS.get(word.casefold())
        is_below = _width(found["indent"]) > self.items[0].indent
        if known and (is_below or known != "id"):
            self.goes_on = [found["text"][key.end() :].strip()]
            item.told.append((at, known, self.goes_on))
            return True
        if not is_below:
            return False
        self.odd.append(Odd(at, "key", word))
        nearly = any(fuzz.ratio(word.casefold(), one) >= _NEAR for one in KEYS if len(one) > 3)
        self.goes_on = [] if nearly else self.goes_on
        return nearly

    def result(self) -> Listed:
        """All that was read."""
        made = [self._checkpoint(one) for one in self.items]
        stated = Counter(one.id for one in made if one.id)
        twice = [
            Odd(item.at, "id", one.id)
            for item, one in zip(self.items, made, strict=True)
            if stated[one.id] > 1
        ]
        odd = sorted((*self.odd, *twice), key=lambda one: one.at)
        return Listed(tuple(made), tuple(odd))

    def _checkpoint(self, item: _Item) -> Checkpoint:
        text, marks = " ".join(item.text), item.marks or ""
        must, stated = _MUST.search(marks) is not None, _WEIGHT.search(marks)
        if marks and not must and not stated:
            text = f"({marks}) {text}"
        weight = float(stated[1]) if stated else 1.0
        if not weight:
            self.odd.append(Odd(item.at, "weight"))
        lists: dict[str, list[str]] = {"accept": [], "reject": []}
        texts: dict[str, str] = {}
        for at, key, told in item.told:
            value = " ".join(filter(None, told))
            if not value:
                self.odd.append(Odd(at, "empty"))
            elif key in lists:
                lists[key] += phrases(value)
            elif key in texts:
                self.odd.append(Odd(at, "twice", key))
            elif key == "id" and not is_id(value):
                self.odd.append(Odd(at, "id", value))
            else:
                texts[key] = value
        return Checkpoint(
            texts.get("id", ""),
            text,
            weight or 1.0,
            must,
            tuple(dict.fromkeys(lists["accept"])),
            tuple(dict.fromkeys(lists["reject"])),
            tuple((one, texts[one]) for one in LANGUAGES if one in texts),
        )


def _width(space: str) -> int:
    return len(space.expandtabs(4))
