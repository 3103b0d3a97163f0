"""Writes the table of strategies in docs/chain-of-thought.md from what they say of themselves:
`python tools/strategy_table.py`."""

from pathlib import Path

from bot import strategies

DOC = Path(__file__).parents[1] / "docs" / "chain-of-thought.md"
_OPEN, _SHUT = "<!-- strategies -->\n", "<!-- /strategies -->"


def table() -> str:
    """A row a strategy."""
    rows = ["| Strategy | By | Calls | Source |", "| --- | --- | --- | --- |"]
    for one in map(strategies.strategy, strategies.names()):
        about = one.about
        title = one.told("en").title
        rows.append(
            f"| `{one.name}`: {title} | {about.family} | {about.usual_calls} | {about.paper} |"
        )
    return "\n".join(rows)


def filled(text: str) -> str:
    """The document with its table made anew."""
    before, opening, rest = text.partition(_OPEN)
    return before + opening + table() + "\n" + _SHUT + rest.partition(_SHUT)[2]


if __name__ == "__main__":
    DOC.write_text(filled(DOC.read_text(encoding="utf-8")), encoding="utf-8")
