"""Dates in the forms that people write them, as `YYYY-MM-DD` or `YYYY-MM`."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

_PARTS = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?\s*[日月号]?"
    r"(?:[T\s]\s*\d{1,2}:\d{2}\S*)?"
)
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LONGEST = 40


@lru_cache(maxsize=4096)
def read(text: str) -> str | None:
    """The date or the month that a text states, in ISO form; None where it states neither."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).strip()
    match = _PARTS.fullmatch(plain) or _TOGETHER.fullmatch(plain)
    if match is None or len(text) > _LONGEST:
        return None
    year, month, day = int(match[1]), int(match[2]), match[3]
    try:
        whole = date(year, month, int(day or 1)).isoformat()
    except ValueError:
        return None
    return whole if day else whole[:7]
