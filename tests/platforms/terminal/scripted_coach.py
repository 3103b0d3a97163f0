"""A coach that says what it was told to: enough of the real one to be talked to from a terminal."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot import words
from bot.core.chat import (
    Button,
    Card,
    Channel,
    Choice,
    Community,
    Field,
    Form,
    Input,
    Member,
    Place,
    Thread,
)
from bot.core.completion import Delta
from bot.core.errors import StoreTrouble
from bot.core.requests import (
    ChangeSettings,
    Inquiry,
    NextQuestion,
    OpenAnswerForm,
    OpenSettingsForm,
    Refused,
    Request,
    Reveal,
    Say,
    ShowHelp,
    StartQuiz,
    SubmitAnswer,
    TakeHint,
    Tick,
)
from bot.platforms.transcript_mouth import TranscriptMouth
from tests.platforms.web.memory_transcript import MemoryTranscript

COMMUNITY = Community("terminal", "test")
YOU = Member(COMMUNITY, "you")
GENERAL = Channel(COMMUNITY, "general")

CHECKS = ("keys and values of earlier tokens are kept", "only the new token runs through the net")
ADVICE = "You named the cache. Say **why** it pays off."


def clock() -> datetime:
    """Noon of an ordinary day."""
    return datetime(2026, 3, 2, 12, tzinfo=UTC)


def checklist(judged: int, *, head: str = "The coach is reading your answer …") -> Card:
    """The feedback card with the first checkpoints judged."""
    lines = [
        f"- ✅ **covered** {text}" if number < judged else f"- ⏳ {text} · waiting"
        for number, text in enumerate(CHECKS)
    ]
    return Card(title="Feedback", body="\n".join([head, "", *lines]))


def graded() -> Card:
    """The feedback card as it stands at the end."""
    card = checklist(2, head="Score: **100 %**")
    buttons = (Button("Next question", "next:P"),)
    return Card(card.title, card.body, note="Written by a script.", buttons=buttons)


@dataclass
class ScriptedCoach:
    """Accepts, answers and settles. `pace` is the time between two pieces of a stream, in seconds;
    while `full`, nothing can be recorded; `gate` holds feedback back until it is set."""

    transcript: MemoryTranscript = field(default_factory=MemoryTranscript)
    titles: Sequence[str] = ("Why is there a KV cache?", "什么是投机解码？")
    advice: str = ADVICE
    pace: float = 0.0
    full: bool = False
    language: str = "en"
    heard: list[Request] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _work: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    _asked: int = 0
    _ticked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.mouth = TranscriptMouth(self.transcript, clock)
        self.gate.set()

    async def accept(self, request: Request) -> None:
        """Record a request, and begin to act on it."""
        if self.full:
            raise StoreTrouble("error.store_full")
        self.heard.append(request)
        self._work[request.key] = asyncio.create_task(self._act(request))

    async def settled(self, key: str) -> None:
        """Wait until the request is done."""
        await asyncio.wait([self._work[key]])

    async def ask(self, inquiry: Inquiry) -> Card | Form:
        """Answer at once."""
        match inquiry:
            case Refused(problem=problem, facts=facts):
                body = words.say(self.language, problem, **dict(facts))
                return Card(title="That did not work", body=body, language=self.language)
            case ShowHelp():
                return Card(title="What you can do here", body="- `/quiz`: asks a question")
            case OpenAnswerForm(posting=posting):
                text = Input("text", "Your answer", long=True)
                return Form("Answer privately", f"answer:{posting}", (text,), "Send")
            case OpenSettingsForm(scope=scope):
                languages = (Choice("en", "English"), Choice("zh", "Chinese"))
                inputs = (
                    Input("language", "Language", value="en", choices=languages, required=False),
                    Input("zone", "Time zone", required=False, limit=20),
                )
                return Form("Your settings", f"settings:{scope}", inputs, "Save")
        settings = Button("Change", "settings:me")
        return Card(title="Your settings", buttons=(settings,), language=self.language)

    def suggest(self, source: str, typed: str, member: Member) -> list[Choice]:
        """Two tags."""
        known = ["KV Cache", "Decoding"] if source == "tag" else []
        return [Choice(one, one) for one in known if one.casefold().startswith(typed.casefold())]

    async def _act(self, request: Request) -> None:
        match request:
            case StartQuiz() | NextQuestion():
                await self._question(request)
            case Say(place=Thread() as thread):
                await self._feedback(thread, request)
            case SubmitAnswer():
                await self._feedback(request.place, request)
            case TakeHint():
                await self._tell(request, Card(title="Hint", body="Think of *memory*."))
            case Reveal():
                card = Card(title="Reference answer", spoiler="It is kept.", spoiler_title="Shown")
                await self._tell(request, card)
            case Tick(checkpoint=line):
                self._ticked ^= {line}
                card = self.self_check()
                await self.mouth.reply(request.place, card, key="self-check")
            case ChangeSettings(choices=choices):
                self.language = dict(choices).get("language") or self.language
                await self._tell(request, Card(title="Your settings", body="Saved."))

    def self_check(self) -> Card:
        """The checklist where no model graded."""
        lines = ["**Not graded.** Tick what your answer said:", ""]
        buttons = []
        for number, text in enumerate(CHECKS, 1):
            box = "☑" if f"c{number}" in self._ticked else "☐"
            lines.append(f"{number}. {box} {text}")
            buttons.append(Button(f"{box} {number}", f"tick:A:c{number}"))
        return Card(title="Feedback", body="\n".join(lines), buttons=tuple(buttons))

    async def _question(self, request: Request) -> None:
        title = self.titles[self._asked % len(self.titles)]
        self._asked += 1
        names = ("hint", "reveal", "skip", "answer")
        labels = ("Hint", "Show answer", "Skip", "Answer privately")
        buttons = [
            Button(label, f"{name}:P{self._asked}")
            for name, label in zip(names, labels, strict=True)
        ]
        card = Card(
            title=title,
            body="Answer in this thread, in your own words.",
            fields=(Field("Tags", "KV Cache"),),
            buttons=tuple(buttons),
        )
        await self.mouth.open_thread(GENERAL, card, key=f"{request.key}:question")

    async def _feedback(self, place: Place, request: Request) -> None:
        await self.gate.wait()
        await self.mouth.stream(place, self._updates(), key=f"feedback:{request.key}", to=YOU)

    async def _updates(self) -> AsyncIterator[Delta | Card]:
        for judged in range(len(CHECKS) + 1):
            yield checklist(judged)
            await asyncio.sleep(self.pace)
        yield graded()
        yield Delta("reasoning", "The answer is short.")
        for word in self.advice.split(" "):
            yield Delta("text", f"{word} ")
            await asyncio.sleep(self.pace)

    async def _tell(self, request: Request, card: Card) -> None:
        await self.mouth.reply(request.place, card, key=f"{request.key}:reply", only_to=YOU)
