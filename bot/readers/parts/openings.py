"""What opens a question below a heading that is none: bold lines, list items, lines and tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.readers.parts.blocks import Block
from bot.readers.parts.plain_titles import Title, title
from bot.readers.parts.wording import asks, is_frame, opens_answer, opens_hint

_BOLD = re.compile(
    r"\s*(?P<before>(?:Q(?:uestion)?\s*)?[\d.]*\s*[.)、:：]?\s*)"
    r"(?P<mark>\*\*\*|\*\*|__)(?P<bold>(?:(?!(?P=mark)).)+)(?P=mark)(?P<rest>.*)"
)
_ORNAMENT = re.compile(r"[\W_]*(?:\[[^\[\]]*\]\([^()]*\)[\W_]*)*|[\W_]*(?:<[^<>]*>\s*)+")
_ASKED = re.compile(
    r"\s*(?:\*\*|__)?\s*(?:(?:Q|Question|Ques|问|问题|面试官|提问)\s*(?:\d+|[一二三四五六七八九十]+)?"
    r"\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?|Q\s*\d*\s*[.)、]\s*(?=\S))\s*(?P<text>\S.*)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s{0,3}(?:\d{1,5}(?:\.\d{1,3})*\s*[、．）)]|\d{1,5}(?:\.\d{1,3})*\.(?=[^\s\d])|\d{1,3}(?:\.\d{1,3})+\s|"
    r"[（(]\s*\d{1,3}\s*[)）]|[一二三四五六七八九十百]{1,4}[、.．])\s*\S"
)
BULLET = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s+|$)")
_ENDS_OPEN = ("；", ";", "，", ",", "、")
_LONGEST = 300


@dataclass(slots=True)
class Opening:
    """Where a question begins: its line (from 0), its title, and where its content begins.

    `lead` is what stands on the title's own line and belongs to the content; `stop` is the line
    (not included) where the content ends by itself. An opening without a shape ends a question and
    opens none; one that `says_so` needs no other evidence.
    """

    shape: str
    line: int
    after: int
    title: Title
    lead: str = ""
    stop: int | None = None
    under: str = ""
    says_so: bool = False

    @property
    def asks(self) -> int:
        """How surely it asks, 0 to 3; 3 if it says so itself."""
        return 3 if self.title.style == "Q" else self.title.asks

    @property
    def key(self) -> tuple[str, str]:
        """What openings are of one class."""
        return self.shape, self.title.style


def bold(block: Block, stars: str | None) -> Opening | None:
    """The question that a paragraph begins with in bold, on its own line or before its answer."""
    first = _squeezed(block.text.partition("\n")[0])
    if first.lstrip()[:1] not in ("*", "_", "Q", "q") and not first[:1].isdigit():
        return None
    match = _BOLD.fullmatch(first) if len(first) < 2000 else None
    if match is None:
        return None
    inner, rest = match["bold"].strip(), match["rest"]
    if rest[:1] in ("?", "？"):
        inner, rest = inner + rest[:1], rest[1:]
    made = title(f"{match['before']} {inner}", stars=stars)
    words = made.text
    if not words or opens_answer(words) or opens_hint(words) or is_frame(words):
        return None
    if _ORNAMENT.fullmatch(rest):
        signs, lead = ("", rest.strip(" \t-–—:：")) if "](" in rest else (rest, "")
        made = title(f"{match['before']} {inner} {signs}", stars=stars)
        return Opening("bold-lines", block.first, block.first + 1, made, lead)
    if made.text.endswith(("?", "？")) or made.style == "Q":
        lead = rest.strip(" \t-–—:：")
        return Opening("bold-lines", block.first, block.first + 1, made, lead)
    return None


def _squeezed(line: str) -> str:
    """A line with one space where there are several, so that no pattern stumbles over them."""
    return " ".join(line.split())


def follows(one: Title, before: Title) -> bool:
    """Whether a title has the number behind another's: `1.3` behind `1.2`."""
    if not one.style or one.style != before.style or one.asks < 2:
        return False
    *above, last = one.number.replace("-", ".").split(".")
    *above_it, last_before = before.number.replace("-", ".").split(".")
    counts = last.isdecimal() and last_before.isdecimal()
    return counts and above == above_it and int(last) == int(last_before) + 1


def asked(block: Block, lines: Sequence[str], stars: str | None) -> list[Opening]:
    """The lines of a paragraph that begin with `Q:` or `问：`."""
    found = []
    for line in range(block.first, block.end):
        match = _ASKED.fullmatch(_squeezed(lines[line]))
        if match:
            made = title(match["text"], stars=stars)
            if made.text:
                found.append(Opening("question-lines", line, line + 1, made, says_so=True))
    return found


def counted(block: Block, lines: Sequence[str], stars: str | None) -> list[Opening]:
    """The lines of a paragraph that are numbered in a way that is no list to CommonMark: `1、…`."""
    found = []
    rows = [_squeezed(lines[line]) for line in range(block.first, block.end)]
    numbered = [bool(_COUNTED.match(row)) for row in rows]
    for at, is_one in enumerate(numbered):
        line = block.first + at
        text = rows[at]
        if len(text) > _LONGEST:
            continue
        if at and (bullet := BULLET.match(lines[line])) and bullet[0].strip():
            made = title(lines[line][bullet.end() :], stars=stars)
            if made.asks == 2:  # an item that CommonMark takes for more of the paragraph
                found.append(Opening("bullets", line, line + 1, made))
            continue
        if not is_one or (at and not all(numbered)):
            continue
        if len(numbered) > 1 and all(numbered) and not _mostly_ask(lines[block.first : block.end]):
            break  # points of an answer
        made = title(text, stars=stars)
        if made.text and made.style and not text.endswith(_ENDS_OPEN):
            found.append(Opening("question-lines", line, line + 1, made))
    return found


def _mostly_ask(lines: Sequence[str]) -> bool:
    return 2 * sum(title(line).asks == 2 for line in lines) >= len(lines)


def plain(block: Block, lines: Sequence[str], stars: str | None) -> list[Opening]:
    """The lines of a paragraph that ask without any mark, if most of its lines do."""
    rows = lines[block.first : block.end]
    if len(rows) > 30 or any(len(row) > _LONGEST for row in rows):
        return []
    found = []
    for at, row in enumerate(rows, start=block.first):
        if row[:1] == "|" or asks(row.strip(" *_#>")) < 2:
            continue
        made = title(row, stars=stars)
        if made.asks == 2:
            found.append(Opening("plain", at, at + 1, made))
    return found if len(found) * 2 >= len(rows) else []
