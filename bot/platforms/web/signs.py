"""The signs of feedback, drawn by the page: not every machine has a font with emoji."""

import re

_KINDS = {
    "✅": "yes",
    "🟡": "half",
    "⬜": "no",
    "❌": "wrong",
    "⏳": "waiting",
    "❔": "open",
    "☑": "ticked",
    "☐": "unticked",
    "🤖": "model",
}
_SIGN = re.compile(f"([{''.join(_KINDS)}])\ufe0f?")


def drawn(text: str) -> str:
    """The HTML with its signs marked for drawing; they stay text for who copies or listens."""
    return _SIGN.sub(lambda sign: f'<span class="sign s-{_KINDS[sign[1]]}">{sign[1]}</span>', text)
