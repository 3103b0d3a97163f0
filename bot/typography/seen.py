"""Text as a reader sees it: without what hides in it or turns it round."""

import re

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0e\ufeff\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SIGN = "\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINERS = re.compile(f"(?<![{_SIGN}0-9#*])\ufe0f|(?<![{_SIGN}\ufe0f])\u200d|\u200d(?![{_SIGN}])")
"""What joins or draws an emoji, where there is none."""


def seen(text: str) -> str:
    """The text as a reader sees it: without what is hidden or turns the direction of the rest, its
    lines ended by line feeds. Joiners stay where they make an emoji of several."""
    return _BLANK.sub(" ", _JOINERS.sub("", _HIDDEN.sub("", _BREAK.sub("\n", text))))
