"""A coach that says the same things to everybody: what the browser tests talk to."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from bot.core.chat import (
    Button,
    Card,
    Channel,
    Choice,
    Direct,
    Field,
    Form,
    Input,
    Member,
    Place,
    Thread,
)
from bot.core.completion import Delta
from bot.core.errors import StoreTrouble
from bot.core.ports import Say as Words
from bot.core.requests import (
    Inquiry,
    NextQuestion,
    OpenAnswerForm,
    OpenSettingsForm,
    Refused,
    Request,
    Reveal,
    Say,
    ShowHelp,
    ShowSettings,
    StartQuiz,
    SubmitAnswer,
    TakeHint,
)
from bot.platforms.transcript_mouth import TranscriptMouth

QUESTION = "How does the $O(n^2)$ cost of decoding change with a **KV cache**?"
REFERENCE = """
- Without a cache every step reads the whole prefix again: $\\sum_{t=1}^{n} t = O(n^2)$ passes.
- With it a step costs one pass, though attention still reads every key:

$$
\\mathrm{softmax}\\left(\\frac{QK^T}{\\sqrt{d_k}}\\right)V
$$

| | passes | attention |
|---|--:|--:|
| no cache | $O(n^2)$ | $O(n^3)$ |
| cache | $O(n)$ | $O(n^2)$ |

```python
def step(token, cache):  # one pass for one token
    keys, values = cache.append(token)
    return attend(token, keys, values)
```

<mark>核心：**KV cache** 把每步的重复计算变成一次读取。</mark> See [the paper](https://arxiv.org/abs/2309.06180).
"""
POINTS = ("keys and values are kept", "a step costs one pass", "attention still reads every key")
ADVICE = (
    "Well begun. You named the cache, **but not its cost**:\n\n- memory grows with $n$\n- so does"
)
TAGS = ("KV Cache", "KL divergence", "Flash Attention", "投机解码")


@dataclass
class ScriptedCoach:
    """Keeps what it was asked in `heard`. While `deaf`, nothing can be recorded.

    A stream goes on at its pace or, where there are `steps`, a piece for each that is released.
    """

    mouth: TranscriptMouth
    say: Words
    pace: float = 0.05
    deaf: bool = False
    steps: asyncio.Semaphore | None = None
    heard: list[Request] = field(default_factory=list)
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    async def accept(self, request: Request) -> None:
        """Record, then work."""
        if self.deaf:
            raise StoreTrouble
        if any(request.key == one.key for one in self.heard):
            return
        self.heard.append(request)
        task = asyncio.create_task(self._act(request))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def ask(self, request: Inquiry) -> Card | Form:
        """Forms, help and refusals."""
        language = request.language or "en"
        match request:
            case OpenAnswerForm(posting=posting):
                return Form(
                    title=self.say(language, "answer_form.title"),
                    action=f"answer:{posting}",
                    inputs=(Input("text", self.say(language, "answer_form.text"), long=True),),
                    submit=self.say(language, "answer_form.submit"),
                    language=language,
                )
            case OpenSettingsForm(scope=scope):
                choices = (Choice("", "leave it as it is"), Choice("en", "English"))
                language_input = Input("language", "Language", required=False, choices=choices)
                zone = Input("zone", "Time zone", value="Asia/Shanghai", required=False)
                return Form("Your settings", f"settings:{scope}", (language_input, zone), "Save")
            case ShowSettings():
                return Card(
                    title="Your settings",
                    fields=(Field("Language", "English"),),
                    buttons=(Button("Change", "settings:me"),),
                )
            case ShowHelp():
                return Card(title="What you can do here", body="`/quiz` asks a question")
            case Refused(problem=problem, facts=facts):
                said = self.say(language, problem, **dict(facts))
                return Card(title="That did not work", body=said)
        raise AssertionError(request)

    def suggest(self, source: str, typed: str, member: Member) -> Sequence[Choice]:
        """Tags, and no other values."""
        known = TAGS if source == "tag" else ()
        return [Choice(one, one) for one in known if typed.casefold() in one.casefold()]

    async def _act(self, request: Request) -> None:
        key, place = request.key, request.place
        match request:
            case StartQuiz() | NextQuestion():
                await self._question(request.channel or place, key)
            case Say(place=Thread()) | Say(place=Direct()):
                stream = self._feedback()
                await self.mouth.stream(place, stream, key=f"{key}:graded", to=request.member)
            case TakeHint():
                hint = Card(title="Hint", spoiler="Think of **memory**.", spoiler_title="Open it")
                await self._tell(request, hint)
            case Reveal():
                await self._tell(request, Card(title="Reference answer", body=REFERENCE))
            case SubmitAnswer(text=text):
                await self._tell(request, Card(title="Feedback", body=f"You wrote: {text}"))

    async def _tell(self, request: Request, card: Card) -> None:
        key = f"{request.key}:told"
        await self.mouth.reply(request.place, card, key=key, only_to=request.member)

    async def _question(self, home: Place, key: str) -> None:
        buttons = (
            Button("Hint", "hint:p1"),
            Button("Show answer", "reveal:p1"),
            Button("Skip", "skip:p1", "danger"),
            Button("Answer privately", "answer:p1", "primary"),
        )
        card = Card(
            title=QUESTION,
            body="Answer in this thread, in your own words.",
            fields=(
                Field("Company", "阿里"),
                Field("Round", "一面"),
                Field("Difficulty", "medium"),
                Field("Tags", "KV Cache, Greedy Search"),
            ),
            note="From *Inference Application*",
            buttons=buttons,
        )
        if isinstance(home, Channel):
            await self.mouth.open_thread(home, card, key=f"{key}:question")
        else:
            await self.mouth.reply(home, card, key=f"{key}:question")

    async def _breathe(self) -> None:
        if self.steps:
            await self.steps.acquire()
        else:
            await asyncio.sleep(self.pace)

    async def _feedback(self) -> AsyncIterator[Delta | Card]:
        for done in range(len(POINTS) + 1):
            marks = ["✅" if at < done else "⏳" for at in range(len(POINTS))]
            lines = [f"- {mark} {point}" for mark, point in zip(marks, POINTS, strict=True)]
            yield Card(title="Feedback", body="\n".join(lines))
            await self._breathe()
        for word in ("The answer ", "names the cache. "):
            yield Delta("reasoning", word)
            await self._breathe()
        for word in ADVICE.split(" "):
            yield Delta("text", f"{word} ")
            await self._breathe()
        yield Delta("text", "**bandwidth**.")
        score = "Score: **67 %** (2 of 3 checkpoints covered)"
        again = (Button("Grade it again", "again:a1"),)
        yield Card(title="Feedback", body="\n".join([*lines, "", score]), buttons=again)
