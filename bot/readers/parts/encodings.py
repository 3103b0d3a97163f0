"""How the bytes of a text are written: UTF-8, or what Chinese spreadsheets save in its place."""

import codecs
import re

NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
"""What people call an encoding, by the name that Python has for it."""

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_HIGH = re.compile(rb"[\x80-\xff]")
_PAIRS = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")
_SAMPLE = 1 << 20


def encoding(data: bytes) -> str:
    """The encoding of a text, a name of `NAMES`: UTF-8 unless the bytes speak against it.

    Chinese in GB18030 stands in pairs of high bytes, which are rarely UTF-8; a stray byte in UTF-8
    changes nothing.
    """
    marked = _MARKS.get(data[:2])
    if marked:
        return marked
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    many = max(even, odd)
    if many > 2 and many > 4 * min(even, odd) and many * 20 > len(data[:4096]):
        return "utf-16-be" if even > odd else "utf-16-le"
    try:
        data.decode()
    except UnicodeDecodeError as exc:
        sample = data[max(0, exc.start - 4096) : exc.start + _SAMPLE]
        return "gb18030" if _is_gb(sample) else "utf-8"
    return "utf-8"


def _is_gb(sample: bytes) -> bool:
    text = sample.decode("utf-8", errors="replace")
    wide = sum(one > "\x7f" for one in text)
    if text.count("\ufffd") * 4 < wide:  # mostly UTF-8, with stray bytes
        return False
    paired = sum(len(one) for one in _PAIRS.findall(sample))
    return paired * 4 > len(_HIGH.findall(sample)) * 3
