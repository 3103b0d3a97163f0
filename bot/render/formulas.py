"""LaTeX as Typst's mathematics, by way of MathML."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from bot.render.typst_text import Undrawable, escape, letters, literal

LONGEST = 2000
"""Characters of a formula."""
_DEEPEST = 40
_MANY = 1500
"""Elements of a formula."""
_MACROS = re.compile(r"\\(?:(?:re|provide)?new|(?:re|provide)command|[egx]?def\b|let\b|Declare)")
_SPELLINGS = (
    (re.compile(r"\\(begin|end)\s*\{\s*(?:aligned|align|split|flalign)\*?\s*\}"), r"\\\1{align*}"),
    (re.compile(r"\\(begin|end)\s*\{\s*(?:gathered|gather|multline)\*?\s*\}"), r"\\\1{gather*}"),
    (re.compile(r"\\(?:begin|end)\s*\{\s*equation\*?\s*\}"), ""),
    (re.compile(r"(\\\\)\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\]"), r"\1"),
    (re.compile(r"\\(?:mathbb|mathbbm|mathds)\s*\{\s*1\s*\}"), "𝟙"),
    (re.compile(r"\\arg(?![A-Za-z])"), r"\\operatorname{arg}"),
    (re.compile(r"\\(?:label|tag)\s*\*?\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])"), ""),
)
"""What the converter does not know, or numbers, as it knows it."""
_UPRIGHT = re.compile(r"&#x0*([0-9a-f]+);", re.IGNORECASE)
_LIMITS = frozenset(["lim", "max", "min", "sup", "inf", "argmax", "argmin", "arg max", "arg min"])
_LIMITS |= {"Pr", "det", "gcd", "lim sup", "lim inf", "limsup", "liminf"}
_BIG = frozenset("∑∏∐⋂⋃⨁⨂")
_ACCENTS = {
    **dict.fromkeys("^ˆ\u0302", "hat"), **dict.fromkeys("~˜\u0303", "tilde"),
    **dict.fromkeys("¯―‾\u0304\u0305", "overline"), **dict.fromkeys("˙\u0307", "dot"),
    **dict.fromkeys("¨\u0308", "dot.double"), **dict.fromkeys("→⃗", "arrow"),
    **dict.fromkeys("ˇ\u030c", "caron"), **dict.fromkeys("˘\u0306", "breve"),
}  # fmt: skip
_BRACES = {"⏟": "underbrace", "⏞": "overbrace", "⎵": "underbracket", "⎴": "overbracket"}
_UNDER = {**dict.fromkeys("_‾―\u0332", "underline")}
_VARIANTS = {
    "bold": "bold(upright({}))", "bold-italic": "bold(italic({}))", "italic": "italic({})",
    "normal": "upright({})", "double-struck": "bb({})", "script": "cal({})",
    "fraktur": "frak({})", "sans-serif": "sans({})", "monospace": "mono({})",
}  # fmt: skip
_CHARACTERS = {"-": "−", "*": "∗", "'": "′", "~": "∼", ":": ":"}


def formula(latex: str) -> str:
    """The formula between Typst's dollars, to be shown on lines of its own.

    Undrawable for what is no LaTeX that we know, defines commands, or is too large.
    """
    return f"$ {_read(latex)} $"


def in_line(latex: str) -> str:
    """The formula for within a line."""
    return f"${_read(latex)}$"


def _read(latex: str) -> str:
    if len(latex) > LONGEST:
        raise Undrawable("too long")
    if _MACROS.search(latex):
        raise Undrawable("it defines commands")  # they could grow without bounds
    from latex2mathml.converter import convert_to_element

    for spelling, known in _SPELLINGS:
        latex = spelling.sub(known, latex)
    try:
        root = convert_to_element(latex, display="block")
    except (Exception, RecursionError) as error:  # its parser raises whatever it stumbles over
        raise Undrawable("not LaTeX that we know") from error
    if sum(1 for _ in root.iter()) > _MANY:
        raise Undrawable("too many parts")
    said = _all(list(root), 0)
    if not letters(said):
        raise Undrawable("nothing to see")
    return said


def _all(elements: Sequence[Element], depth: int) -> str:
    """Elements that stand beside each other, fences that belong together drawn as high as what
    they hold."""
    if depth > _DEEPEST:
        raise Undrawable("too deep")
    said: list[str] = []
    rest = list(elements)
    while rest:
        one = rest.pop(0)
        if _is_stroke(one):
            if rest and len(_text(rest[0])) == 1:
                struck = unicodedata.normalize("NFC", _text(rest.pop(0)) + "\u0338")
                said.append("".join(map(escape, struck)))
            continue
        if _opens(one) and rest and rest[0].tag == "mtable":
            table = rest.pop(0)
            close = rest.pop(0) if rest and rest[0].tag == "mo" and _closes(rest[0]) else None
            said.append(_fenced(_text(one), _one(table, depth + 1), _text(close)))
            continue
        said.append(_one(one, depth))
    return "".join(said)


def _is_stroke(one: Element) -> bool:
    return one.tag == "mpadded" and [_text(child) for child in one] == ["⧸"]


def _opens(one: Element) -> bool:
    return one.tag == "mo" and _text(one) in "([{|‖⟨⌊⌈" and _text(one) != ""


def _closes(one: Element) -> bool:
    return _text(one) in ")]}|‖⟩⌋⌉"


def _fenced(opening: str, inside: str, closing: str) -> str:
    opened, closed = ("".join(map(escape, one)) for one in (opening, closing))
    if not (opened or closed):
        return inside
    return f"lr({opened}{inside}{closed})"


def _one(one: Element, depth: int) -> str:
    match one.tag:
        case "mi" | "mo" | "mn" | "mtext" | "ms":
            return f"op({_row(one, depth)}, limits: #true)" if len(one) else _token(one)
        case "mrow" | "math" | "mpadded" | "mtd":
            return _row(one, depth)
        case "mstyle":
            return _styled(one, depth)
        case "mspace":
            return "\\ " if one.get("linebreak") == "newline" else _space(one.get("width", ""))
        case "mfrac":
            over, under = _parts(one, 2, depth)
            if one.get("linethickness") == "0":
                return f"mat(delim: #none, {over}; {under})"
            return f"frac({over}, {under})"
        case "msqrt":
            return f"sqrt({_row(one, depth)})"
        case "mroot":
            inside, index = _parts(one, 2, depth)
            return f"root({index}, {inside})"
        case "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover":
            return _attached(one, depth)
        case "mtable":
            return _table(one, depth)
        case "menclose":
            return _enclosed(one, depth)
        case "mphantom":
            return f"#hide(${_row(one, depth)}$)"
    raise Undrawable(f"an element {one.tag}")


def _row(one: Element, depth: int) -> str:
    children = list(one)
    first, last = (children[0], children[-1]) if len(children) > 1 else (None, None)
    if first is not None and last is not None and _is_fence(first, "prefix"):
        closes = _is_fence(last, "postfix")
        inside = _all(children[1:-1] if closes else children[1:], depth + 1)
        return _fenced(_text(first), inside, _text(last) if closes else "")
    return _all(children, depth + 1)


def _is_fence(one: Element, form: str) -> bool:
    return one.tag == "mo" and one.get("stretchy") == "true" and one.get("form") == form


def _styled(one: Element, depth: int) -> str:
    inside = _row(one, depth)
    if one.get("displaystyle") == "true":
        return f"display({inside})"
    if one.get("displaystyle") == "false":
        return f"inline({inside})"
    return f"script({inside})" if one.get("scriptlevel") == "1" else inside


def _space(width: str) -> str:
    found = re.fullmatch(r"(-?\d*\.?\d+)em", width)
    return f"#h({max(-1.0, min(4.0, float(found[1])))}em)" if found else ""


def _text(one: Element | None) -> str:
    return html.unescape(one.text or "") if one is not None else ""


def _token(one: Element) -> str:
    raw, text = one.text or "", _text(one)
    if text.startswith("\\") and len(text) > 1 and text != "\\|":
        raise Undrawable("an unknown command")
    if raw == "&":
        return "&"
    if not text or text in ("\u2061", "\u2062", "\u2063"):
        return ""
    if one.tag in ("mn", "mtext", "ms"):
        return literal(text)
    if one.tag == "mo" or len(text) > 1:
        return _operator(one, text)
    shown = escape(text if one.get("mathvariant") else _CHARACTERS.get(text, text))
    if variant := _VARIANTS.get(one.get("mathvariant", "")):
        return variant.format(shown)
    named = _UPRIGHT.fullmatch(raw)  # `\mathrm` writes its letters by their numbers
    return f"upright({shown})" if named and text.isascii() and text.isalpha() else shown


def _operator(one: Element, text: str) -> str:
    text = "‖" if text == "\\|" else text
    if len(text) > 1 and any(char.isalpha() for char in text):
        limits = "true" if text.strip() in _LIMITS else "false"
        return f"op({literal(text.strip())}, limits: #{limits})"
    shown = "".join(escape(_CHARACTERS.get(char, char)) for char in text)
    size = re.fullmatch(r"(\d*\.?\d+)em", one.get("minsize", ""))
    if size:
        return f"lr({shown}, size: #{min(4.0, float(size[1]))}em)"
    return f'class("normal", {shown})' if text in ("|", "‖") else shown


def _parts(one: Element, count: int, depth: int) -> list[str]:
    children = list(one)
    if len(children) != count:
        raise Undrawable(f"{one.tag} of {len(children)}")
    return [_one(child, depth + 1) or '""' for child in children]


def _attached(one: Element, depth: int) -> str:
    children = list(one)
    below = one.tag in ("msub", "msubsup", "munder", "munderover")
    above = one.tag in ("msup", "msubsup", "mover", "munderover")
    said = _parts(one, 1 + below + above, depth)
    stacked = one.tag.startswith(("munder", "mover"))
    base, scripts = said[0], said[1:]
    sign = _text(children[1]) if stacked and len(children) == 2 else ""
    if named := _named(sign, below=below):
        return f"{named}({base})"
    inner = children[0]
    nested = stacked and len(children) == 2 and inner.tag == one.tag and len(inner) == 2
    if nested and (brace := _BRACES.get(_text(inner[1]))):
        held, _ = _parts(inner, 2, depth + 1)
        return f"{brace}({held}, {scripts[0]})"
    if stacked or (inner.tag == "mo" and _text(inner) in _BIG):
        base = f"limits({base})"
    names = [name for name, there in (("b", below), ("t", above)) if there]
    if above and (primes := _text(children[-1])) and set(primes) == {"′"}:
        scripts[-1] = f"primes(#{len(primes)})"
    told = ", ".join(f"{name}: {script}" for name, script in zip(names, scripts, strict=True))
    return f"attach({base}, {told})"


def _named(sign: str, *, below: bool) -> str | None:
    """The function that draws a sign over or under something as wide as that."""
    return _BRACES.get(sign) or (_UNDER if below else _ACCENTS).get(sign)


def _table(one: Element, depth: int) -> str:
    rows = [list(row) for row in one if row.tag == "mtr"]
    if not rows or any(cell.tag != "mtd" for row in rows for cell in row):
        raise Undrawable("a table of something else")
    sides = {cell.get("columnalign", "center") for row in rows for cell in row}
    shown = [[_row(cell, depth + 1) or '""' for cell in row] for row in rows]
    if sides == {"right", "left"}:  # equations below each other
        lines = ["&".join(f"display({cell})" for cell in row) for row in shown]
        return f"mat(delim: #none, row-gap: #0.7em, {'; '.join(lines)})"
    side = "left" if sides == {"left"} else "right" if sides == {"right"} else "center"
    body = "; ".join(", ".join(row) for row in shown)
    lines_at = ", ".join([*_lines(one, "columnlines", "vline"), *_lines(one, "rowlines", "hline")])
    drawn = f"augment: #({lines_at}), " if lines_at else ""
    return f"mat(delim: #none, align: #{side}, column-gap: #1em, row-gap: #0.5em, {drawn}{body})"


def _lines(one: Element, name: str, kind: str) -> Iterator[str]:
    """Lines between the columns or rows of an array."""
    said = one.get(name, "").split()
    count = len(one) if kind == "hline" else max(map(len, one), default=0)
    if said:
        at = [str(n) for n in range(1, count) if said[min(n, len(said)) - 1] != "none"]
        if at:
            yield f"{kind}: ({', '.join(at)},)"


def _enclosed(one: Element, depth: int) -> str:
    inside = _row(one, depth)
    if "strike" in one.get("notation", ""):
        return f"cancel({inside})"
    return f"#box(stroke: 0.05em, inset: 0.3em, baseline: 0.3em, ${inside}$)"
