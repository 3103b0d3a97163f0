"""Shows to all, at its time, the answer to a question of the day, and what was missed."""

from dataclasses import dataclass

from bot.core.attempt import Posting, PostingState
from bot.core.chat import Button, Card, Community
from bot.core.daily_requests import RevealDaily, reveal_key
from bot.core.keeping import Postings
from bot.core.keeping_daily import Dailies, Judged
from bot.core.miss_map import miss_map
from bot.core.ports import BankHolder
from bot.core.question import Question
from bot.flows.best_answer import BestAnswer, as_written
from bot.flows.counting import Counting
from bot.flows.daily_asking import listener_at
from bot.flows.miss_figure import Row, miss_figure
from bot.flows.rubric_source import RubricSource
from bot.flows.voice import Voice


@dataclass(frozen=True)
class Revealing:
    """Nobody is named, and of fewer than five people nothing is counted."""

    bank: BankHolder
    postings: Postings
    dailies: Dailies
    judged: Judged
    best: BestAnswer
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
        best = await self.best.of(posting.place.community, [posting.id])
        if best is not None:
            title = say(language, "daily.best")
            parts.append(f"### {title}\n\n{as_written(best.answer)}")
        figure = None
        if found is not None:
            parts.append(f"### {say(language, 'daily.map', people=found.people)}")
            rows = [Row(one.checkpoint.said(language), one.counts) for one in found.lines]
            figure = miss_figure(question.title, rows, say, language)
        elif judged:
            parts.append(say(language, "daily.few_answered"))
        return Card(
            title=say(language, "daily.revealed", question=question.title),
            body="\n\n".join(parts),
            note=say(language, "daily.late_welcome"),
            buttons=(Button(say(language, "card.answer_privately"), f"answer:{posting.id}"),),
            language=question.language,
            beside=question.file,
            figure=figure,
        )
