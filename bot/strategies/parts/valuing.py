"""How promising a thought is: what exact arithmetic says of it, else what the model finds."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.completion import Sampling, defused
from bot.core.equations import equations
from bot.core.errors import ModelUnusable
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import messages

_VALUE = {
    "en": "So far:\n{thoughts}\n\nCan the problem still be solved from here? A: surely. "
    "B: perhaps. C: no, this cannot lead to the answer. Say one letter.",
    "zh": "目前的思路：\n{thoughts}\n\n从这里还能解出这道题吗？A：一定能。B：也许能。"
    "C：不能，这条路得不到答案。只回答一个字母。",
}
_WORTH = {"A": 1.0, "B": 0.05, "C": 0.0}
"""Sure, likely, impossible: 20, 1 and 0.001 in Tree of Thoughts' own game of 24 (Yao et al., 2023),
here as shares of the first."""
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"value": {"type": "string", "enum": list(_WORTH)}},
    "required": ["value"],
    "additionalProperties": False,
}
_SHORT = Sampling(limit=16)
_REMARK = re.compile(r"\s*[(（](?=[^()（）]*[^\W\d_])[^()（）]*[)）]")
"""Words in parentheses, as "(left: 3, 5)": no factor of what stands before them."""


class Valuing:
    """Values thoughts of one run; a server that tells no probabilities is asked for a letter."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._weighs = True

    async def worth(self, thoughts: Sequence[str], step: int) -> float:
        """0 to 1, the mean worth of the three letters under the model's probabilities, or 0 where
        the newest thought computes wrongly; the step's score from now on."""
        computed = equations(_REMARK.sub("; ", thoughts[-1]))
        if any(not one.holds for one in computed):
            worth = 0.0
        else:
            worth = await self._asked(thoughts, step)
        self._sheet.mark(step, score=worth)
        return worth

    async def _asked(self, thoughts: Sequence[str], step: int) -> float:
        shown = "\n".join(f"- {defused(one)}" for one in thoughts)
        asked = messages(self._sheet, self._sheet.pick(_VALUE).format(thoughts=shown))
        if self._weighs:
            try:
                weights = await self._sheet.weigh(asked, list(_WORTH), step=step)
                return sum(_WORTH[letter] * weight for letter, weight in weights.items())
            except ModelUnusable:
                self._weighs = False
        try:
            _, value = await self._sheet.fill(asked, _SCHEMA, _SHORT, kind="check", parents=(step,))
        except ModelUnusable:
            return _WORTH["B"]
        return _WORTH[str(value["value"])]
