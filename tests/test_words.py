"""The catalogues of sentences: complete in every language, and holding every key that is used."""

import re
import string
from pathlib import Path

from markdown_it import MarkdownIt

from bot import words
from bot.core import errors
from bot.platforms.terminal.local import LOCAL

BOT = Path(words.__file__).parents[1]
_FAMILIES = "|".join(sorted({key.split(".")[0] for key in words.catalogue("en")}))
_KEY = re.compile(rf"""["']((?:{_FAMILIES})\.[a-z_]+)["']""")


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_language_has_the_same_keys_with_the_same_blanks() -> None:
    english = words.catalogue("en")
    for language in words.languages():
        other = words.catalogue(language)
        assert set(other) == set(english)
        assert {key: blanks(text) for key, text in other.items()} == {
            key: blanks(text) for key, text in english.items()
        }


def test_every_key_that_the_code_names_is_there() -> None:
    named = {
        (key, file.name)
        for file in BOT.rglob("*.py")
        for key in _KEY.findall(file.read_text(encoding="utf-8"))
    }
    named.discard(("error.type", "otlp.py"))  # an attribute of OpenTelemetry's
    assert len(named) > 80
    assert {pair for pair in named if pair[0] not in words.catalogue("en")} == set()


def test_every_kind_of_error_has_a_sentence() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.CoachError)
    ]
    assert len(kinds) > 8
    assert all(kind.key in words.catalogue("en") for kind in kinds)


def test_every_sentence_is_used_somewhere() -> None:
    local = {f"terminal.{name}" for name in LOCAL}
    code = "\n".join(
        one.read_text(encoding="utf-8") for one in BOT.rglob("*") if one.suffix in (".py", ".js")
    )
    made = (
        "command", "option", "name", "value", "verdict", "difficulty", "settings", "card",
        "advice", "progress", "shortcut", "ruled", "checkup", "setup", "where", "daily",
        "cot_step", "cot", "cot_family", "cot_fact", "lab", "line",
    )  # fmt: skip
    unused = [
        key
        for key in words.catalogue("en")
        if key.split(".")[0] not in made
        and key not in local
        and f'"{key}"' not in code
        and f"'{key}'" not in code
    ]
    assert unused == []


def test_no_sentence_shows_its_markup_when_it_is_rendered() -> None:
    for language in words.languages():
        for key, text in words.catalogue(language).items():
            filled = text.format(
                **dict.fromkeys(blanks(text), "阿里 x" if language == "zh" else "x")
            )
            assert "**" not in MarkdownIt("commonmark").render(filled), (language, key)


def test_an_unknown_language_speaks_english() -> None:
    assert words.say("fr", "hint.title") == words.say("en", "hint.title")
