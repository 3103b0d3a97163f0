"""What stands below a question, parted into the rest of the question, the answer and the hint."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

from bot.readers.parts.answer_marks import Says, says
from bot.readers.parts.cleaning import clean, is_junk
from bot.readers.parts.unfolding import unfolded

_FENCE = re.compile(r"\s*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})(.*)")
_BOX = re.compile(
    r"^\s{0,8}(?:(?:[-*+]|\d{1,3}[.)])\s*)?\[(?P<tick>[ xX✓√]?)\](?=\s|$|[^(\[])\s*(?P<text>.*)$"
)
_LETTER = re.compile(
    r"^\s{0,8}(?:[-*+]\s+|\d{1,2}[.)]\s+)?(?:\*\*|__|`)?[(（]?"
    r"(?P<letter>[A-Ha-h]|(?<=[-*+] )[1-8](?=[:)]))"
    r"(?:(?:\*\*|__|`)?[.)）、．:：](?:\*\*|__)?\s*)(?P<text>\S.*)?$"
)
_LETTERS = re.compile(
    r"^[\s*_`(（\[【]*(?:option\s+|choice\s+|选项\s*|选\s*)?(?P<letters>(?:[A-Ha-h]|[1-8](?!\d))"
    r"(?:\s*(?:[,，、;；/&+和]|and)?\s*(?:[A-H](?![a-z])|[1-8](?!\d)))*)"
    r"[\s*_`)）\]】]*(?:[.、:：,，。\-–—]|\s|$)",
    re.IGNORECASE,
)
_CODE_ASKED = re.compile(
    r"output|print|log|following|below|this (?:code|function|snippet|program)|these|snippet|"
    r"下面|以下|下列|上述|输出|打印|代码|结果|work$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of what stands below a title."""

    body: str = ""
    answer: str = ""
    hint: str | None = None
    has_choices: bool = False


def parted(lines: Sequence[str], words: str, *, short: bool = False) -> Content:
    """The parts of the lines below a title of these words. With `short`, `A:` says answer too."""
    text = "\n".join(_outdented(lines))
    hint = None
    if "<details" in text.casefold():
        text, hint = unfolded(text)
    rows = text.split("\n")
    plain = _plain(rows)
    boxes = [at for at in plain if _is_box(rows[at])]
    if boxes:
        return _boxed(rows, plain, boxes, hint)
    said = says(rows, plain, short=short)
    letters = _lettered(rows, plain, len(rows) if said is None else said.at)
    if letters:
        return _chosen(rows, plain, letters, said, hint)
    if said is not None:
        return Content(clean(rows[: said.at]), clean([said.text, *rows[said.after :]]), hint)
    if _is_code(rows) and _CODE_ASKED.search(words.rstrip(" :：?？.。")):
        return Content(clean(rows), "", hint)
    return Content("", clean(rows), hint)


def _outdented(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the indentation of the first one, as far as each of them has it."""
    first = next((line for line in lines if line.strip()), "")
    if first[:1] not in (" ", "\t"):
        return lines
    first = first.expandtabs(4)
    width = len(first) - len(first.lstrip())
    rows = [line.expandtabs(4) if line[:1] == "\t" else line for line in lines]
    return [row[min(width, len(row) - len(row.lstrip())) :] for row in rows]


def _plain(rows: Sequence[str]) -> list[int]:
    """The rows that are outside of fences."""
    found, mark = [], ""
    for at, row in enumerate(rows):
        match = _FENCE.match(row)
        if mark:
            if (
                match
                and match[1][0] == mark[0]
                and len(match[1]) >= len(mark)
                and not match[2].strip()
            ):
                mark = ""
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            mark = match[1]
        else:
            found.append(at)
    return found


def _is_box(row: str) -> bool:
    match = _BOX.match(row)
    return bool(match) and row.lstrip()[:1] in "-*+[0123456789" and bool(match and match["tick"])


def _boxed(
    rows: list[str], plain: Sequence[int], boxes: Sequence[int], hint: str | None
) -> Content:
    """Choices with boxes to tick."""
    boxed = set(boxes)
    ends = [*boxes[1:], _end_of_choice(rows, plain, boxes[-1])]
    right = []
    for at, end in zip(boxes, ends, strict=True):
        match = _BOX.match(rows[at])
        if match and match["tick"].strip():
            choice = dedent("\n".join(rows[at + 1 : end])).strip("\n")
            right.append("\n".join(filter(None, (match["text"].strip(" :"), choice))).strip())
    body = [
        re.sub(r"\[[xX✓√]\]", "[ ]", row, count=1) if at in boxed else row
        for at, row in enumerate(rows[: ends[-1]])
    ]
    more = rows[ends[-1] :]
    said = says(more, _plain(more), short=False)
    if said is not None:
        more = [*more[: said.at], said.text, *more[said.after :]]
    told = right[0] if len(right) == 1 else "\n".join(_bullet(one) for one in right)
    answer = "\n\n".join(filter(None, (told, clean(more))))
    return Content(clean(body), answer, hint, has_choices=True)


def _bullet(text: str) -> str:
    return "- " + text.replace("\n", "\n  ")


def _end_of_choice(rows: Sequence[str], plain: Sequence[int], last: int) -> int:
    """Where the last choice ends: behind its fence, where one follows a bare label."""
    outside = set(plain)
    at = last + 1
    while at < len(rows) and rows[at][:1] in (" ", "\t") and rows[at].strip():
        at += 1
    match = _BOX.match(rows[last])
    label = match["text"].strip() if match else ""
    ahead = at
    while ahead < len(rows) and not rows[ahead].strip():
        ahead += 1
    if len(label) < 3 and ahead < len(rows) and ahead not in outside:
        while ahead < len(rows) and ahead not in outside:
            ahead += 1
        return ahead
    return at


def _lettered(rows: Sequence[str], plain: Sequence[int], end: int) -> list[int]:
    """The rows of choices by letters before `end`, if there are at least two from A on."""
    found: list[int] = []
    for at in plain:
        if at >= end:
            break
        match = _LETTER.match(rows[at])
        if match and match["letter"].upper() in (
            "ABCDEFGH"[len(found)],
            "12345678"[len(found)],
        ):
            found.append(at)
        if len(found) == 8:
            break
    return found if len(found) > 1 else []


def _chosen(
    rows: Sequence[str],
    plain: Sequence[int],
    letters: Sequence[int],
    said: Says | None,
    hint: str | None,
) -> Content:
    """Choices by letters, with the answer that names them."""
    if said is None:
        outside = set(plain)
        end = letters[-1] + 1
        while end < len(rows) and rows[end].strip() and end in outside:
            end += 1
        if end < len(rows) and end not in outside:
            end = next((at for at in plain if at > end), len(rows))
        return Content(clean(rows[:end]), clean(rows[end:]), hint, has_choices=True)
    at, first = said.at, said.text
    named = _LETTERS.match(first)
    told, rest = "", first
    if not first.strip():
        following = next((row for row in rows[said.after :] if row.strip()), "")
        named = _LETTERS.match(following) if len(following.strip()) < 12 else None
    if named:
        texts = {}
        for row in letters:
            if match := _LETTER.match(rows[row]):
                texts[match["letter"].upper()] = (match["text"] or "").strip()
        right = [
            one
            for one in dict.fromkeys(re.findall("[A-H1-8]", named["letters"].upper()))
            if one in texts
        ]
        parts = [f"{one}. {texts[one]}".strip() for one in right]
        told = parts[0] if len(parts) == 1 else "\n".join(f"- {one}" for one in parts)
        if right and first.strip():
            rest = _rest(first[named.end() :], [texts[one] for one in right])
    more = clean([rest, *rows[said.after :]])
    if told and not first.strip():
        more = more.split("\n", 1)[1].strip() if "\n" in more else ""
    return Content(
        clean(rows[:at]), "\n\n".join(filter(None, (told, more))), hint, has_choices=True
    )


def _rest(rest: str, texts: Sequence[str]) -> str:
    """What is said behind a letter, unless it is only the choice again."""
    bare = rest.strip(" \t*_`)）.。:：-–—")
    return (
        ""
        if any(bare.casefold() == one.strip(" *_`.。").casefold() for one in texts)
        else rest.strip()
    )


def _is_code(rows: Sequence[str]) -> bool:
    """Whether there is code and no word beside it."""
    outside = [rows[at] for at in _plain(rows)]
    return len(outside) < len(rows) and all(is_junk(row) for row in outside)
