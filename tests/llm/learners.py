"""Five learners who answer one question, and what their assessments read from a server's cache."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from bot.core import canary
from bot.core.completion import Delta, Message, ModelFacts, Sampling, Usage
from bot.core.feedback import Feedback
from bot.core.ports import LanguageModel, Report
from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.flows.assessing import Assessing, Task
from bot.flows.judging import Sheet

_USUAL = Sampling()
_UNTOLD = "the server tells no cached tokens (vLLM does with --enable-prompt-tokens-details)"
_KEEPS_ITS_SLOT = Sampling(limit=4, seconds=1800)  # not done before the others have theirs

QUESTION = Question(
    id="mha-gqa-mqa",
    title="For a 70B model at 32k context, what do MHA, GQA and MQA cost in KV cache, and why did"
    " GQA win over MQA?",
    answer="""\
- **The formula** — Cache per token is 2 · L · h · d · b bytes: keys and values, L layers, h KV \
heads, head dimension d, b bytes per number.
- **The numbers** — Llama-3.1-70B has L = 80, 64 query heads, d = 128; in BF16 a token takes \
2.5 MiB with MHA, 320 KiB with GQA (8 KV heads) and 40 KiB with MQA, so 32,768 tokens take 80, \
10 and 1.25 GiB.
- **Why it speeds up decoding** — The bytes read per step shrink with the cache, and each key read \
serves a whole group of query heads. The attention FLOPs do not change, because every query head \
still scores every position.
- **Quality** — One shared KV head loses some quality and can make training unstable; Ainslie et \
al. found 8 groups close to MHA in quality at nearly the speed of MQA, and converted an MHA \
checkpoint by mean-pooling its KV heads and training on with 5 % of the original compute.
- **The systems argument** — Under tensor parallelism over 8 GPUs, 8 KV heads split evenly, one \
per GPU. The single MQA head must be replicated on every GPU, so its cache per GPU is the same as \
with GQA-8 and the memory advantage is gone.""",
    language="en",
    file="attention.en.md",
    line=1,
    rubric=(
        Checkpoint("c1", "The cache is proportional to the number of KV heads.", 2.0, must=True),
        Checkpoint("c2", "GQA keeps quality close to MHA, whereas MQA loses some.", must=True),
        Checkpoint("c3", "About 80, 10 and 1.25 GiB at 32k, or the ratio 64 : 8 : 1."),
        Checkpoint("c4", "Under tensor parallelism a single KV head must be replicated."),
    ),
)
ANSWERS = (
    "The KV cache grows with the number of KV heads. MHA keeps one per query head, GQA one for a"
    " group, MQA a single one, so a 70B model needs about 80, 10 and 1.25 GiB at 32k. GQA won"
    " because it stays close to MHA in quality.",
    "Each token stores keys and values in every layer. With 64 heads that is a lot; with 8 groups"
    " it is an eighth. MQA saves the most but hurts quality, and when the model is split over"
    " eight GPUs the one head has to be copied to all of them, so nothing is gained.",
    "MQA shares one head among all queries and is the fastest. I think GQA only exists because"
    " training with MQA was unstable; the memory is the same in both.",
    "The formula is 2 times layers times KV heads times head dimension times bytes. For Llama 70B"
    " in half precision I get 2.5 MiB a token with MHA and 320 KiB with GQA.",
    "缓存大小和 KV 头的数量成正比：MHA 约 80 GiB，GQA 约 10 GiB，MQA 约 1.25 GiB。"
    "MQA 质量会下降，张量并行时唯一的头还要在每张卡上复制。",
)


@dataclass
class Metered:
    """A model, and what each of its calls used.

    A small one is not asked to judge, and would say that the hidden checkpoint is met, which ends
    an assessment: here it counts as proven and never says so, and all calls are made. `longest` is
    the most characters that it writes in a place of a form. `answer_first` turns each prompt round.
    On a busy machine it may take its time: that is not what is measured.
    """

    model: LanguageModel
    question: Question
    longest: int = 1000
    answer_first: bool = False
    used: list[Usage] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def facts(self) -> ModelFacts:
        return replace(await self.model.facts(), proven=True)

    async def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        deltas = self.model.stream(
            self._put(messages), _long(sampling), report=self._noting(report)
        )
        async with aclosing(deltas):
            async for delta in deltas:
                yield delta

    async def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        hidden = canary.canary(self.question.id, self.question.language).id
        shorter = _shortened(schema, self.longest)
        noting = self._noting(report)
        filling = self.model.fill(self._put(messages), shorter, _long(sampling), report=noting)
        async with aclosing(filling) as documents:
            async for document in documents:
                self.begun.set()
                if "verdict" in document.get(hidden, {}):
                    document = {**document, hidden: {"evidence": "", "verdict": "missing"}}
                yield document

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        sampling: Sampling = _USUAL,
        *,
        report: Report | None = None,
    ) -> Mapping[str, float]:
        noting = self._noting(report)
        return await self.model.weigh(self._put(messages), choices, _long(sampling), report=noting)

    async def close(self) -> None:
        await self.model.close()

    def _noting(self, report: Report | None) -> Report:
        def note(usage: Usage) -> None:
            self.used.append(usage)
            if report:
                report(usage)

        return note

    def _put(self, messages: Sequence[Message]) -> Sequence[Message]:
        system, user = messages
        head, mark, tail = user.text.partition("ANSWER\n")
        if not self.answer_first or not mark:
            return messages
        answer, _, task = tail.rpartition("\n\n")
        return [Message("user", f"{mark}{answer}\n\n{system.text}\n\n{head}{task}")]


@dataclass(frozen=True)
class Learner:
    """What one learner's assessment came to: tokens of all its prompts, and of them cached."""

    calls: int
    prompt: int
    cached: int
    seconds: float
    feedback: Feedback


async def assessed(model: Metered, answer: str, attempt: str = "a1") -> Learner:
    """One answer assessed, whole. AssertionError in trouble, or where no cached tokens are told."""
    task = Task(attempt, model.question, model.question.rubric, answer, "en")
    begun = time.monotonic()
    feedback = [one async for one in Assessing(model).assess(task)][-1]
    trouble = feedback.trouble or (feedback.advice_failed and "no advice")
    assert not trouble, f"an answer was not assessed ({trouble})"
    prompts = [one.prompt for one in model.used if one.prompt is not None]
    cached = [one.cached for one in model.used if one.cached is not None]
    assert len(prompts) == len(cached) == len(model.used), _UNTOLD
    seconds = time.monotonic() - begun
    return Learner(len(model.used), sum(prompts), sum(cached), seconds, feedback)


async def at_once(make: Callable[[], Metered], answers: Sequence[str] = ANSWERS) -> list[Learner]:
    """All of them at once: the first one's verdicts have begun to come when the others ask."""
    first = make()
    leading = asyncio.create_task(assessed(first, answers[0], "learner 1"))
    begun = asyncio.create_task(first.begun.wait())
    await asyncio.wait([leading, begun], return_when=asyncio.FIRST_COMPLETED)
    begun.cancel()
    rest = enumerate(answers[1:], 2)
    return await asyncio.gather(
        leading, *(assessed(make(), one, f"learner {n}") for n, one in rest)
    )


def unread(question: Question) -> Question:
    """The question as no server has read it before."""
    return replace(question, title=f"{uuid4().hex[:8]}. {question.title}")


async def warm(model: LanguageModel, question: Question, slots: int) -> None:
    """Have each of a server's slots read the question once, as if so many had answered it."""
    hidden = canary.canary(question.id, question.language)
    sheet = Sheet(question, canary.placed(question.rubric, hidden), "", fence="=====")

    async def one() -> None:
        async for _ in model.stream(sheet.messages("Now."), _KEEPS_ITS_SLOT):
            pass

    await asyncio.gather(*(one() for _ in range(slots)))


def share(learners: Sequence[Learner]) -> float:
    """The part of their prompts' tokens that came from the cache."""
    return sum(one.cached for one in learners) / sum(one.prompt for one in learners)


def _long(sampling: Sampling) -> Sampling:
    return replace(sampling, seconds=1800)


def _shortened(schema: Any, longest: int) -> Any:
    """The schema with no string longer than that."""
    if isinstance(schema, Mapping):
        found = {key: _shortened(value, longest) for key, value in schema.items()}
        if "maxLength" in found:
            found["maxLength"] = min(longest, found["maxLength"])
        return found
    return schema
