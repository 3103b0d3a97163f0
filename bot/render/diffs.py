"""How a text became another, as Typst's source: what went is struck, what came is underlined."""

from bot.core.pictures import Diff
from bot.render.tables import broken
from bot.render.typst_text import Undrawable

_WIDE = 400
_LONGEST = 2000


def diff(drawing: Diff) -> str:
    """Undrawable for no pieces, or too many letters."""
    if not drawing.pieces or sum(len(text) for _, text in drawing.pieces) > _LONGEST:
        raise Undrawable("no pieces, or too long")
    pieces = " ".join(_piece(kind, text) for kind, text in drawing.pieces)
    return (
        "#set par(leading: 0.6em, justify: false)\n"
        f"#block(width: {_WIDE}pt)[#strong({broken(drawing.title[:160])})]\n"
        f"#block(width: {_WIDE}pt)[{pieces}]"
    )


def _piece(kind: str, text: str) -> str:
    words = f"#text({broken(text)})"
    match kind:
        case "gone":
            return f'#text(fill: rgb("#b5473c"))[#strike[{words}]]'
        case "new":
            return f'#text(fill: rgb("#2f6fab"))[#underline[#strong[{words}]]]'
    return words
