"""When two spellings are one tag (or company, or round), and which are near a typo."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_GAPS = re.compile(r"[\s\-_‐-―·・/]+")


def key(text: str) -> str:
    """The spelling to compare by: NFKC, case folded, without spaces, hyphens and dots between.

    `KV Cache`, `kv-cache` and `ＫＶＣＡＣＨＥ` share one key.
    """
    return _GAPS.sub("", unicodedata.normalize("NFKC", text).casefold()).strip()


def near(text: str, known: Iterable[str], *, most: int = 5) -> list[str]:
    """The known spellings that a person may have meant, best first."""
    by_key = {key(one): one for one in reversed(list(known))}
    wanted = key(text)
    if not wanted:
        return []
    inside = [name for name in by_key if wanted in name or name in wanted]
    close = [
        name
        for name, _, _ in process.extract(
            wanted, list(by_key), scorer=fuzz.ratio, limit=most, score_cutoff=60
        )
    ]
    return [by_key[name] for name in dict.fromkeys([*close, *inside])][:most]
