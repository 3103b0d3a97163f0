"""Shows to all, at its time, the answer to a question of the day, and what was missed."""

from dataclasses import dataclass

from bot.core.attempt import Posting, PostingState
from bot.core.chat import Button, Card, Community
from bot.core.daily_requests import RevealDaily, reveal_key
from bot.core.keeping import Postings
from bot.core.keeping_daily import Dailies, Judged, OfferedAnswers
from bot.core.miss_map import MissMap, miss_map
from bot.core.pictures import Figure
from bot.core.ports import BankHolder
from bot.core.question import Question
from bot.flows.counting import Counting
from bot.flows.daily_answers import GOOD
from bot.flows.daily_asking import listener_at
from bot.flows.rubric_source import RubricSource
from bot.flows.voice import Voice

_LONGEST = 120
"""Characters of a checkpoint in a row of the table."""
_SHOWN = 2000
"""Characters of a member's answer."""
_MARKUP = "\\`*_[]<>|~#$+-=."


@dataclass(frozen=True)
class Revealing:
    """Nobody is named, and of fewer than five people nothing is counted."""

    bank: BankHolder
    postings: Postings
    dailies: Dailies
    judged: Judged
    offered: OfferedAnswers
    rubrics: RubricSource
    counting: Counting
    voice: Voice

    async def reveal(self, request: RevealDaily) -> None:
        """Say the reference answer in the question's thread; a question that was passed over, or
        is no longer in the bank, has none."""
        posting = await self._say(request.community, request.posting, request.key)
        if posting is not None:
            await self.counting.show(posting)

    async def anew(self, community: Community, posting: str) -> None:
        """Say it anew in place of what stands there, if it was said: what may be shown has
        changed."""
        known = await self.dailies.posting(community, posting)
        if known is not None and known.revealed_at is not None:
            await self._say(community, posting, reveal_key(community, posting))

    async def _say(self, community: Community, name: str, key: str) -> Posting | None:
        posting = await self.postings.get(community, name)
        if posting is None or posting.state is not PostingState.OPEN:
            return None
        question = self.bank().get(posting.question)
        if question is None:
            return None
        listener = listener_at(posting.home)
        said = await self.voice.preferences(listener, posting.place)
        card = await self._card(posting, question, said.language or "en")
        mouth = self.voice.mouth(posting.place)
        await mouth.reply(posting.place, card, key=f"{key}:answer")
        return posting

    async def _card(self, posting: Posting, question: Question, language: str) -> Card:
        say = self.voice.say
        judged = await self.judged.of(posting.place.community, posting.id)
        rubric = await self.rubrics.of(question)
        found = miss_map(rubric, judged)
        parts = [question.answer or say(language, "reveal.none")]
        best = await self.offered.best(posting.place.community, posting.id, least=GOOD)
        if best is not None:
            title = say(language, "daily.best")
            parts.append(f"### {title}\n\n{as_written(best)}")
        figure = None
        if found is not None:
            parts.append(f"### {say(language, 'daily.map', people=found.people)}")
            figure = _figure(found, question.title, language, self.voice)
        elif judged:
            parts.append(say(language, "daily.few_answered", people=len(judged)))
        return Card(
            title=say(language, "daily.revealed", question=question.title),
            body="\n\n".join(parts),
            note=say(language, "daily.late_welcome"),
            buttons=(Button(say(language, "card.answer_privately"), f"answer:{posting.id}"),),
            language=question.language,
            beside=question.file,
            figure=figure,
        )


def _figure(found: MissMap, title: str, language: str, voice: Voice) -> Figure:
    """What was missed, as bars or as a table."""
    head, *kinds = (
        voice.say(language, f"daily.map_{one}")
        for one in ("checkpoint", "covered", "partial", "missed")
    )
    table = [f"| {' | '.join((head, *kinds))} |", "|---|--:|--:|--:|"]
    said = []
    for one in found.lines:
        words = " ".join(one.checkpoint.said(language).split())
        shown = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
        bar = "\\|"
        table.append(f"| {shown.replace('|', bar)} | {' | '.join(map(str, one.counts))} |")
        counts = zip(kinds, one.counts, strict=True)
        said.append(f"{shown}: {', '.join(f'{kind} {count}' for kind, count in counts)}")
    covered, partial, missed = kinds
    drawing = found.drawing(title, (covered, partial, missed), language)
    return Figure(drawing, "\n".join(said), "\n".join(table))


def as_written(answer: str) -> str:
    """A member's words as a quotation in Markdown: nothing in them is markup or can be followed."""
    shown = answer if len(answer) <= _SHOWN else f"{answer[:_SHOWN]}…"
    lines = []
    for line in shown.replace("://", ":\u200b//").split("\n"):
        words = "".join(f"\\{one}" if one in _MARKUP else one for one in line.strip())
        lines.append(f"> {words}  " if words else ">")
    return "\n".join(lines)
