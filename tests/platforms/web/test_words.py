"""Every sentence of the page is there in both languages, and none is there for nothing."""

import re
from importlib.resources import files

import pytest

from bot.words import catalogue, languages


def used() -> set[str]:
    """The keys of our own that the sources name."""
    folder = files("bot.platforms.web")
    sources = [one.read_text() for one in folder.iterdir() if one.name.endswith(".py")]
    return {key for source in sources for key in re.findall(r'"(web\.\w+)"', source)}


@pytest.mark.parametrize("language", languages())
def test_the_page_says_what_the_catalogue_says(language: str) -> None:
    known = {key for key in catalogue(language) if key.startswith("web.")}
    assert known == used()


def test_the_languages_leave_the_same_blanks() -> None:
    english, *others = (catalogue(language) for language in languages())
    for other in others:
        for key in used():
            blanks = [sorted(re.findall(r"{(\w+)}", one[key])) for one in (english, other)]
            assert blanks[0] == blanks[1], key
