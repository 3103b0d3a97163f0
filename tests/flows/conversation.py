"""A small bank and the words of a conversation about one of its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.chat import Card, Channel, Direct, Thread
from bot.core.completion import Message
from bot.llm.scripted import Reply, ScriptedModel
from tests.house import House
from tests.judges import Judge, Said

BANK = """\
# Serving

### Q. Why is decoding slow?
> **Id**: slow | **Tags**: [Decoding]

Each step reads all weights and the whole cache, so memory bandwidth limits it.

#### Rubric
- (must, weight 2) Memory bandwidth limits decoding.
- The whole cache is read in each step.
- Batching shares the reading of weights.
"""
ANSWER = "Bandwidth of memory is the limit, and every token goes over the cached keys."
FIRST: Said = {
    "c1": ("covered", "Bandwidth of memory is the limit"),
    "c2": ("missing", ""),
    "c3": ("missing", ""),
}


def bank(tmp_path: Path, text: str = BANK) -> Path:
    file = tmp_path / "serving.md"
    file.write_text(text, encoding="utf-8")
    return file


@dataclass
class Changing:
    """A judge whose mind changes when told to: `now` is what it says."""

    now: Judge
    contested: Said | None = None
    heard: list[str] = field(default_factory=list)

    def model(self) -> ScriptedModel:
        return ScriptedModel(self._reply, weigh=self._weigh)

    def _judge(self, messages: Sequence[Message]) -> Judge:
        contested = "contests a verdict" in messages[-1].text
        if contested:
            self.heard.append(messages[-1].text)
        return Judge(self.contested) if contested and self.contested is not None else self.now

    def _reply(self, messages: Sequence[Message]) -> Reply:
        return self._judge(messages).reply(messages)

    def _weigh(self, messages: Sequence[Message]) -> Mapping[str, float]:
        return self._judge(messages).weigh(messages)


async def feedback(you: House, place: Thread | Direct) -> list[Card]:
    """The feedback that this member reads in a place, the oldest first."""
    said = [one.card for one in await you.sees(place)]
    return [one for one in said if one and one.title in ("Feedback", "反馈")]


async def last(you: House, place: Thread | Direct | Channel) -> Card:
    """The newest card that this member reads in a place."""
    card = (await you.sees(place))[-1].card
    assert card is not None
    return card
