"""Records what a member answered, as the attempt that it is: at a question, or at a follow-up."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.attempt import Attempt, Posting, settled_answer
from bot.core.chat import Direct, Place
from bot.core.elsewhere_requests import GradeElsewhere
from bot.core.errors import BadInput
from bot.core.feedback_requests import AnswerFollowup
from bot.core.intents import Intent
from bot.core.keeping import Attempts, Postings
from bot.core.keeping_daily import AnswerCounts
from bot.core.ports import Clock
from bot.core.requests import GradeAgain, Request, Say, SubmitAnswer
from bot.flows.elsewhere import Elsewhere
from bot.flows.hearing import Heard, Hearing
from bot.flows.voice import Voice

LONGEST = 4000
"""Characters of an answer that are kept and judged, unless the operator chose otherwise."""
DEEPEST = 2
"""How many follow-up questions there may be behind one answer."""
COUNTED_EVERY = timedelta(seconds=10)
"""How seldom a daily question's card says anew how many have answered."""


@dataclass(frozen=True)
class Attempting:
    """The same request makes the same attempt, however often it is recorded."""

    postings: Postings
    attempts: Attempts
    voice: Voice
    clock: Clock
    elsewhere: Elsewhere
    counts: AnswerCounts
    longest: int = LONGEST

    async def record(self, request: Request) -> str:
        """Keep the attempt that the request is, and give its id; "" for words that answer
        nothing. BadInput where that cannot be."""
        match request:
            case GradeAgain(attempt=name):
                attempt = await self.own(request, name)
                known = await self.attempts.feedback(request.community, name)
                if known is not None and known.graded and not request.anyway:
                    raise BadInput("error.stale_button")
                return attempt.id
            case SubmitAnswer(posting=name, text=text, private=private):
                posting = await self.postings.get(request.community, name)
                if posting is None:
                    raise BadInput("error.no_posting")
                return await self._keep(request, posting, text, private=private)
            case AnswerFollowup(attempt=name, text=text):
                latest, followup = await self.followed(request, name)
                posting = await self.postings.get(request.community, latest.posting)
                if posting is None:
                    raise BadInput("error.no_posting")
                return await self._keep(
                    request, posting, text, private=latest.private, before=(latest, followup)
                )
            case GradeElsewhere(text=text):
                posting = await self.elsewhere.posting(request)
                return await self._keep(request, posting, text, private=True)
            case Say():
                heard = await self.hearing.of(request)
                if heard is not None:
                    text, before = heard.meant.text, _followed_up(heard)
                    return await self._keep(
                        request, heard.posting, text, private=False, before=before
                    )
        return ""

    @property
    def hearing(self) -> Hearing:
        """What finds out what words are said to."""
        return Hearing(self.postings, self.attempts)

    async def own(self, request: Request, attempt: str) -> Attempt:
        """The member's own attempt of this id; BadInput for none, or somebody else's."""
        found = await self.attempts.get(request.community, attempt)
        if found is None:
            raise BadInput("error.no_attempt")
        if found.member != request.member:
            raise BadInput("error.not_yours")
        return found

    async def followed(self, who: Request, name: str) -> tuple[Attempt, tuple[str, str]]:
        """The member's own attempt of this id, and the follow-up question (with the checkpoint that
        it is aimed at) that its feedback ended with; BadInput where there is none."""
        attempt = await self.own(who, name)
        said = await self.attempts.feedback(who.community, name)
        if said is None or said.advice.followup is None or attempt.depth >= DEEPEST:
            raise BadInput("error.stale_button")
        return attempt, said.advice.followup

    async def _keep(
        self,
        request: Request,
        posting: Posting,
        text: str,
        *,
        private: bool,
        before: tuple[Attempt, tuple[str, str]] | None = None,
    ) -> str:
        answer, _ = settled_answer(text, longest=self.longest + 1)
        if not answer:
            raise BadInput("error.empty_answer")
        chosen = await self.voice.preferences(request.member, request.place, request.language)
        directly = isinstance(posting.place, Direct)
        went_on = isinstance(request.place, Direct) and not directly
        private = private or went_on or chosen.privacy == "private"
        place = posting.place if directly or not private else _beside(request)
        helped = await self.postings.was_helped(request.community, posting.id, request.member)
        latest, (aim, asked) = before or (None, ("", ""))
        kept = await self.attempts.add(
            Attempt(
                id=request.makes,
                posting=posting.id,
                question=posting.question,
                member=request.member,
                place=place,
                answer=answer,
                at=self.clock(),
                private=private,
                helped=helped,
                follows=latest.id if latest else None,
                depth=latest.depth + 1 if latest else 0,
                asked=asked,
                aims=(aim,) if aim else (),
            )
        )
        if latest is None:
            show_at = self.clock() + COUNTED_EVERY
            await self.counts.answered(request.community, posting.id, show_at)
        return kept.id


def _beside(request: Request) -> Place:
    """Where a member reads alone: their direct conversation, as it goes on."""
    return request.place if isinstance(request.place, Direct) else Direct(request.member)


def _followed_up(heard: Heard) -> tuple[Attempt, tuple[str, str]] | None:
    """The attempt whose follow-up question words answer, and that question; None for words that
    answer the question itself."""
    latest, said = heard.latest, heard.feedback
    if heard.meant.intent is Intent.RETRY or latest is None or latest.depth >= DEEPEST:
        return None
    if said is None or said.advice.followup is None:
        return None
    return latest, said.advice.followup
