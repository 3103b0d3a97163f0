"""Writes the list form of a rubric, in the words of either language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core.rubric import Checkpoint
from bot.core.rubric_list import PARTING, seems_marked

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "must": "must", "weight": "weight", "accept": "accept", "reject": "reject",
        "marks": "({}) ", "between": ", ", "colon": ": ",
    },
    "zh": {
        "must": "必须", "weight": "权重", "accept": "可接受", "reject": "误区",
        "marks": "（{}）", "between": "，", "colon": "：",
    },
}  # fmt: skip


def write(checkpoints: Sequence[Checkpoint], language: str = "en") -> str:
    """The list of checkpoints for a person, who need not see ids: whoever reads it again knows a
    checkpoint by its text (`rubric_edit.edited`)."""
    return "\n".join(lines([replace(one, id="") for one in checkpoints], language))


def lines(checkpoints: Sequence[Checkpoint], language: str = "en") -> Iterator[str]:
    """The lines of the list; `read` gives the same checkpoints back, numbered, if their texts are
    of one line each. An id that the number gives is not written."""
    for number, one in enumerate(checkpoints, 1):
        yield f"- {headline(one, language)}"
        yield from (f"  - {told}" for told in below(one, number, language))


def headline(one: Checkpoint, language: str = "en") -> str:
    """A checkpoint's own line without its bullet; its marks are written where its text could be
    taken for some, or for what belongs to the checkpoint before it."""
    words = _WORDS[language]
    marks = [words["must"]] * one.must
    if one.weight != 1 or (not one.must and seems_marked(one.text)):
        marks.append(f"{words['weight']} {_number(one.weight)}")
    return words["marks"].format(words["between"].join(marks)) + one.text if marks else one.text


def below(one: Checkpoint, number: int, language: str = "en") -> Iterator[str]:
    """What stands below the line of the checkpoint of this number, without bullets."""
    words = _WORDS[language]
    colon = words["colon"]
    if one.id and one.id != f"c{number}":
        yield f"id{colon}{one.id}"
    for name, said in (("accept", one.accept), ("reject", one.reject)):
        plain = [phrase for phrase in said if _is_plain(phrase)]
        apart = [phrase for phrase in said if not _is_plain(phrase)]
        for line in ["; ".join(plain)] * bool(plain) + list(map(_quoted, apart)):
            yield f"{words[name]}{colon}{line}"
    for spoken, text in one.texts:
        yield f"{spoken}{colon}{text}"


def writable(one: Checkpoint) -> Checkpoint:
    """The checkpoint as its list form gives it back: quotes are simple ones where a phrasing stands
    in them or holds a semicolon, and phrasings that have a line of their own come last."""
    return replace(one, accept=_in_order(one.accept), reject=_in_order(one.reject))


def _in_order(phrases: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(map(_unquoted, phrases), key=lambda said: not _is_plain(said)))


def _is_plain(phrase: str) -> bool:
    return '"' not in phrase and not PARTING.search(phrase)


def _quoted(phrase: str) -> str:
    return f'"{phrase}"' if PARTING.search(phrase) else phrase


def _unquoted(phrase: str) -> str:
    is_within = len(phrase) > 2 and phrase[0] == phrase[-1] == '"'
    return phrase.replace('"', "'") if is_within or PARTING.search(phrase) else phrase


def _number(weight: float) -> str:
    return f"{weight:.6f}".rstrip("0").rstrip(".")
