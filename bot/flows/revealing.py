"""Shows to all, at its time, the answer to a question of the day, and what was missed."""

from dataclasses import dataclass

from bot.core.attempt import Posting, PostingState
from bot.core.chat import Button, Card
from bot.core.daily_requests import RevealDaily
from bot.core.keeping import Postings
from bot.core.keeping_daily import Judged
from bot.core.miss_map import MissMap, miss_map
from bot.core.ports import BankHolder
from bot.core.question import Question
from bot.flows.counting import Counting
from bot.flows.rubric_source import RubricSource
from bot.flows.voice import Voice

_LONGEST = 120
"""Characters of a checkpoint in a row of the table."""


@dataclass(frozen=True)
class Revealing:
    """Nobody is named, and of fewer than five people nothing is counted."""

    bank: BankHolder
    postings: Postings
    judged: Judged
    rubrics: RubricSource
    counting: Counting
    voice: Voice

    async def reveal(self, request: RevealDaily) -> None:
        """Say the reference answer in the question's thread; a question that was passed over, or
        is no longer in the bank, has none."""
        posting = await self.postings.get(request.community, request.posting)
        if posting is None or posting.state is not PostingState.OPEN:
            return
        question = self.bank().get(posting.question)
        if question is None:
            return
        said = await self.voice.preferences(request.member, posting.place)
        language = said.language or "en"
        card = await self._card(posting, question, language)
        mouth = self.voice.mouth(posting.place)
        await mouth.reply(posting.place, card, key=f"{request.key}:answer")
        await self.counting.show(posting)

    async def _card(self, posting: Posting, question: Question, language: str) -> Card:
        say = self.voice.say
        judged = await self.judged.of(posting.place.community, posting.id)
        rubric = await self.rubrics.of(question)
        found = miss_map(rubric, judged)
        parts = [question.answer or say(language, "reveal.none")]
        if found is not None:
            parts.append(_table(found, language, self.voice))
        elif judged:
            parts.append(say(language, "daily.few_answered", people=len(judged)))
        return Card(
            title=say(language, "daily.revealed", question=question.title),
            body="\n\n".join(parts),
            note=say(language, "daily.late_welcome"),
            buttons=(Button(say(language, "card.answer_privately"), f"answer:{posting.id}"),),
            language=question.language,
            beside=question.file,
        )


def _table(found: MissMap, language: str, voice: Voice) -> str:
    """What was missed, as a table: each platform draws it where it is hard to read."""
    say = voice.say
    heads = [
        say(language, f"daily.map_{one}") for one in ("checkpoint", "covered", "partial", "missed")
    ]
    lines = [f"### {say(language, 'daily.map', people=found.people)}", ""]
    lines += [f"| {' | '.join(heads)} |", "|---|--:|--:|--:|"]
    for one in found.lines:
        text = " ".join(one.checkpoint.said(language).replace("|", "\\|").split())
        shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        lines.append(f"| {shown} | {' | '.join(map(str, one.counts))} |")
    return "\n".join(lines)
