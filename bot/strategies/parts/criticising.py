"""A critic of steps: the served model, asked of each whether it is right."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.completion import Sampling, defused
from bot.core.errors import ModelUnusable
from bot.core.worksheet import Worksheet
from bot.strategies.parts.concluding import messages

_CRITIC = {
    "en": "Here are steps of somebody's solution; those before the last one are right.\n\n{steps}"
    "\n\nIs the last of these steps right? Say right or wrong.",
    "zh": "下面是某人解题的步骤，最后一步之前的都是对的。\n\n{steps}\n\n"
    "其中最后一步对吗？只回答“对”或“错”。",
}
_WORDS = {"en": ("right", "wrong"), "zh": ("对", "错")}
_SHORT = Sampling(limit=24)


@dataclass
class Critic:
    """Says of steps how probably each is right, as the model sees it: by the probabilities of its
    word, or by its word alone where the server tells none."""

    sheet: Worksheet
    weighs: bool = True

    async def scores(self, texts: Sequence[str], steps: Sequence[int]) -> list[float]:
        """Of the last texts, one for each of these steps of the trace: the first alone, to learn
        whether the server tells probabilities, then all others at once."""
        start = len(texts) - len(steps) + 1
        asked = [(texts[: start + place], one) for place, one in enumerate(steps)]
        came: list[float | BaseException] = [await self._score(*one) for one in asked[:1]]
        rest = (self._score(*one) for one in asked[1:])
        came += await asyncio.gather(*rest, return_exceptions=True)
        for one in came:
            if isinstance(one, BaseException):
                raise one
        return [one for one in came if isinstance(one, float)]

    async def _score(self, texts: Sequence[str], step: int) -> float:
        lines = "\n".join(f"{place}. {defused(text)}" for place, text in enumerate(texts, start=1))
        asked = messages(self.sheet, self.sheet.pick(_CRITIC).format(steps=lines))
        words = self.sheet.pick(_WORDS)
        if self.weighs:
            try:
                return (await self.sheet.weigh(asked, words, step=step))[words[0]]
            except ModelUnusable:
                self.weighs = False
        schema = _label(words)
        check, said = await self.sheet.fill(asked, schema, _SHORT, kind="check", parents=(step,))
        verdict = str(said.get("verdict", ""))
        self.sheet.mark(check, title=f"{len(texts)}: {verdict}")
        return 1.0 if verdict == words[0] else 0.0


def _label(words: Sequence[str]) -> Mapping[str, Any]:
    return {
        "type": "object",
        "properties": {"verdict": {"type": "string", "enum": list(words)}},
        "required": ["verdict"],
        "additionalProperties": False,
    }
