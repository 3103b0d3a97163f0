"""Text that Discord shows as it stands: no markup, no mention, nothing hidden."""

import re
from collections.abc import Iterable

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

_URL = re.compile(
    r"https?://[^\s<>\[\]`|\"'“”‘’「」（），。；：、！？…]+"
    r"|(?:www\.)?discord(?:app)?\.(?:gg|com/invite)/[\w-]+",
    re.IGNORECASE | re.ASCII,
)
_LONGEST = 500
"""Characters of code within a line."""
_ENDS = ".,:;!?)*_~"
_INVITE = re.compile(r"(?:https?://)?(?:\w+\.)?discord(?:app)?\.(?:gg|com/invite)/", re.IGNORECASE)
_SAFE = re.compile(r"https?://[!-;=?-_a-~]+", re.IGNORECASE)
_MARKUP = re.compile(
    r"[\\*~`|\[]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|<(?=[@#:/!&A-Za-z]|\Z)", re.ASCII
)
_MENTION = re.compile(r"@(?=everyone|here)|(?<=<)(?:@[!&]?|#)(?=\d)", re.IGNORECASE)


def seen(text: str) -> str:
    """The text as a reader sees it: without what is hidden or turns the direction of the rest, its
    lines ended by line feeds. Joiners stay where they make an emoji of several."""
    return _BLANK.sub(" ", _JOINERS.sub("", _HIDDEN.sub("", _BREAK.sub("\n", text))))


def escaped(text: str) -> str:
    """Words as words: what would be markup is escaped, an address is one that is shown."""
    parts, end = [], 0
    for found in _URL.finditer(text):
        url = found[0].rstrip(_ENDS)
        parts += [_escaped(text[end : found.start()]), address(url)]
        end = found.start() + len(url)
    return joined([*parts, _escaped(text[end:])])


def joined(parts: Iterable[str]) -> str:
    """Parts of a line behind each other, with a space where two backticks would meet and pair up
    differently."""
    said = ""
    for one in parts:
        said += f" {one}" if said[-1:] == "`" == one[:1] else one
    return said


def address(url: str) -> str:
    """An address that can be followed and shows no preview; one that invites to another server, or
    holds what Discord could misread, is code."""
    return code(url) if _INVITE.match(url) or not _SAFE.fullmatch(url) else f"<{url}>"


def code(text: str) -> str:
    """Code within a line; words where it is too long to be one, for a message could end in it."""
    content = " ".join(text.split("\n"))
    if not content.strip():
        return ""
    if len(content) > _LONGEST:
        return _escaped(content)
    if "``" in content:
        content = content.replace("`", "ˋ")
    if "`" in content:
        return f"`` {content.strip()} ``"
    return f"`{content}`"


def neutral(text: str) -> str:
    """The text with a gap that nobody sees in all that would mention or link somebody."""
    return _MENTION.sub(lambda found: f"{found[0]}\u200b", text)


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: "\\" + found[0], text)
