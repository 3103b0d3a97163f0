"""LaTeX as a line of Unicode, where a reader can read it so: `x^2` is x²."""

import re
from functools import lru_cache

from bot.typography.letters import (
    ACCENTS,
    BLACKBOARD,
    RAISED,
    SIGNS,
    SUNK,
    WORDS,
)

_LONGEST = 300
_DEEPEST = 12
_RAISED = 8
"""Characters of what is raised or sunk in letters of its own: more could not be read."""
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}^_]|\s+|[0-9]+|.", re.DOTALL)
_SPACED = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_JOINED = f"[\u0300-\u036f{''.join(RAISED.values())}{''.join(SUNK.values())}]*".replace("-", "")
_ENDS = frozenset([*"+-=<>,.;)]}&|", "\\right"])
_LOOSE = re.compile(r"(?<=[(\[√]) +| +(?=[)\],])|(?<=\S/) +(?=\w)")
_NAMED = re.compile(rf"\b({'|'.join(WORDS.values())}) \(")
_ONE = re.compile(rf"√?\d+|√?[^\W\d_]{_JOINED}|[\d.,]+|\([^()]*\)|∂\w{_JOINED}|[A-Za-z]{{2,}}")
_GAP = re.compile(r"(?<=\w) (?=\w)")
_APART = re.compile(r"(?<!\w) | (?!\w)")
_MADE = frozenset([*RAISED.values(), *SUNK.values()])
_LINE = 60
"""Characters of a formula that a telephone shows in one line, or not quite two."""
_SCRIPT = re.compile(r"[_^]\(")
_TALL = re.compile(r"[ΣΠ∫][^()]*/|\)/\([^()]*[ΣΠ∫/√]|[ΣΠ∫][^()]*\)\)?/")
_STYLES = frozenset(
    f"\\{one}"
    for one in re.findall(
        r"\S+",
        "mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak boldsymbol bm text textbf"
        " textit textrm texttt operatorname operatorname* mbox",
    )
)
_SIZES = frozenset(
    f"\\{one}"
    for one in re.findall(
        r"\S+",
        "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle textstyle"
        " limits nolimits !",
    )
)
_GAPS = frozenset(("\\,", "\\;", "\\:", "\\quad", "\\qquad", "\\ ", "~"))
_RELATIONS = frozenset("=<>≤≥≈≠≡∼≃≅∝→←⇒⇐⇔↔↦∈∉⊂⊆⊃⊇≪≫≻≺±×·÷∘⊙⊗⊕∪∩∧∨∣")


class _Unreadable(Exception):
    """What stands there cannot be said in a line."""


@lru_cache(maxsize=1024)
def readable(latex: str) -> str | None:
    """The formula as a line of text; None for one that needs its two dimensions, and for what is no
    LaTeX that we know."""
    if len(latex) > _LONGEST:
        return None
    try:
        reader = _Reader(_TOKEN.findall(latex))
        said = reader.read(0)
    except _Unreadable:
        return None
    said = _NAMED.sub(r"\1(", _LOOSE.sub("", _SPACED.sub(" ", said)))
    return said.strip() or None


def is_hard(said: str) -> bool:
    """Whether a line that stands for a formula is hard to read, so that a picture is better.

    Chosen by looking at both: longer than a line, brackets three deep, several raised or sunk
    expressions in brackets, several fractions of expressions, or one that holds a sum.
    """
    deep = deepest = 0
    for one in said:
        deep += (one in "([{") - (one in ")]}")
        deepest = max(deepest, deep)
    scripts, fractions = len(_SCRIPT.findall(said)), said.count(")/(")
    return (
        len(said) > _LINE
        or deepest > 2
        or scripts > 1
        or fractions > 1
        or scripts + fractions > 1
        or _TALL.search(said) is not None
    )


class _Reader:
    """Reads pieces from left to right."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._at = 0

    def read(self, depth: int, *, closing: str = "") -> str:
        """All up to the closing one, or to the end."""
        if depth > _DEEPEST:
            raise _Unreadable
        said, is_big = "", False
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            if piece == closing:
                self._at += 1
                return said
            if piece in ("^", "_"):
                self._at += 1
                is_big |= said.endswith(("Σ", "Π", "∫"))
                said = said.rstrip() + self._script(piece, depth) + " " * is_big
            else:
                said, is_big = said + self._one(depth), False
        if closing:
            raise _Unreadable
        return said

    def _one(self, depth: int) -> str:
        """The next thing, without what is raised or sunk behind it."""
        piece = self._next()
        if piece == "{":
            return self.read(depth + 1, closing="}")
        if piece in ("}", "^", "_", "&", "\\\\"):
            raise _Unreadable
        if piece.isspace():
            around = self._pieces[self._at - 2 : self._at - 1] + self._pieces[self._at :][:1]
            return " " if {"+", "-", "/", ","} & {*around} else ""
        if piece == "'":
            return "′"
        if not piece.startswith("\\") and piece != "~":
            return f" {piece} " if piece in _RELATIONS else {"*": "∗", "-": "−"}.get(piece, piece)
        return self._command(piece, depth)

    def _command(self, piece: str, depth: int) -> str:
        if piece in _GAPS:
            return " "
        if piece in _SIZES:
            self._at += piece in ("\\left", "\\right") and self._is(".")
            return ""
        if piece in _STYLES:
            return self._styled()
        if piece in SIGNS:
            sign = SIGNS[piece]
            return f" {sign} " if sign in _RELATIONS else sign
        if piece in WORDS:
            return f" {WORDS[piece]} "
        if piece in ("\\frac", "\\tfrac", "\\dfrac"):
            return self._fraction(depth)
        if piece in ("\\binom", "\\tbinom", "\\dbinom"):
            return f"C({self._argument(depth)}, {self._argument(depth)})"
        if piece == "\\sqrt" and not self._is("["):
            return f"√{self._held(depth)}"
        if piece == "\\mathbb":
            letters = self._argument(depth)
            return "".join(BLACKBOARD.get(one, one) for one in letters)
        if piece in ACCENTS:
            letter = self._argument(depth)
            if len(letter) != 1:
                raise _Unreadable
            return letter + ACCENTS[piece]
        if piece in ("\\bmod", "\\pmod"):
            return " mod "
        raise _Unreadable

    def _fraction(self, depth: int) -> str:
        """A fraction on a line, in brackets where what is around it would be drawn into it."""
        before = self._pieces[: self._at - 1]
        named = next((one for one in reversed(before) if not one.isspace()), "") in WORDS
        said = f"{self._held(depth)}/{self._held(depth)}"
        behind = (one for one in self._pieces[self._at :] if not one.isspace())
        following = next(behind, "=")
        ends = following in _ENDS or SIGNS.get(following) in _RELATIONS
        return said if ends and not named else f"[{said}]"

    def _styled(self) -> str:
        """Words between braces as they stand, spaces and all."""
        self._skip()
        if not self._is("{"):
            return self._next()
        self._at += 1
        said, open_ = "", 1
        while open_:
            piece = self._next()
            open_ += (piece == "{") - (piece == "}")
            if piece.startswith("\\"):
                piece = " " if piece in _GAPS else SIGNS.get(piece, piece[1:])
            said += piece if piece not in ("{", "}") else ""
        return said

    def _script(self, mark: str, depth: int) -> str:
        """What is raised or sunk: in its own letters where Unicode has all of them."""
        said = _SPACED.sub(" ", self._argument(depth + 1)).strip()
        bare = said.replace(" ", "")
        letters = RAISED if mark == "^" else SUNK
        is_short = len(bare) <= _RAISED and not _GAP.search(said)
        if bare and is_short and all(one in letters for one in bare):
            return "".join(letters[one] for one in bare)
        is_plain = _WORD.fullmatch(said) and not _MADE & {*said} - {*"0123456789"}
        return f"{mark}{said}" if is_plain else f"{mark}({_APART.sub('', said)})"

    def _held(self, depth: int) -> str:
        """An argument, in parentheses where it is more than one thing."""
        said = _SPACED.sub(" ", self._argument(depth)).strip()
        return said if _ONE.fullmatch(said) else f"({said})"

    def _argument(self, depth: int) -> str:
        self._skip()
        if self._is("{"):
            return self._one(depth)
        piece = self._pieces[self._at] if self._at < len(self._pieces) else ""
        if len(piece) > 1 and piece.isdigit():  # x^10 raises the 1 alone
            self._pieces[self._at] = piece[1:]
            return piece[0]
        return self._one(depth)

    def _skip(self) -> None:
        while self._at < len(self._pieces) and self._pieces[self._at].isspace():
            self._at += 1

    def _is(self, piece: str) -> bool:
        return self._at < len(self._pieces) and self._pieces[self._at] == piece

    def _next(self) -> str:
        if self._at >= len(self._pieces):
            raise _Unreadable
        self._at += 1
        return self._pieces[self._at - 1]
