"""Text that Discord shows as it stands: no markup, no mention, nothing hidden."""

import re
from collections.abc import Iterable

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
