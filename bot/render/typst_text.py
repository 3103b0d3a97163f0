"""Words and numbers as Typst's source, in which nothing of them is ever markup."""

import re
import unicodedata

_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Undrawable(Exception):
    """There is no picture of this, and why."""


def literal(text: str) -> str:
    """A string literal: each character by its number, so that none can end or open anything."""
    plain = (" " if unicodedata.category(one) == "Cc" else one for one in text)
    return '"' + "".join(map(escape, plain)) + '"'


def escape(char: str) -> str:
    """One character by its number; it is written the same in a string and in markup."""
    return f"\\u{{{ord(char):x}}}"


def letters(source: str) -> frozenset[str]:
    """The characters that are written in a source by their numbers."""
    return frozenset(chr(int(one, 16)) for one in _ESCAPED.findall(source))
