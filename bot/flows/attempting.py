"""Records what a member answered, as the attempt that it is: at a question, or at a follow-up."""

from dataclasses import dataclass

from bot.core.attempt import Attempt, Posting, settled_answer
from bot.core.chat import Direct, Place
from bot.core.errors import BadInput
from bot.core.keeping import Attempts, Postings
from bot.core.ports import Clock
from bot.core.question import digest
from bot.core.requests import GradeAgain, Request, Say, SubmitAnswer
from bot.flows.voice import Voice

LONGEST = 4000
"""Characters of an answer that are kept and judged, unless the operator chose otherwise."""
DEEPEST = 2
"""How many follow-up questions there may be behind one answer."""


@dataclass(frozen=True)
class Attempting:
    """The same request makes the same attempt, however often it is recorded."""

    postings: Postings
    attempts: Attempts
    voice: Voice
    clock: Clock
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
            case Say(text=text):
                found = await self.postings.at(request.place)
                if found is not None:
                    before = await self._followed_up(request, found)
                    return await self._keep(request, found, text, private=False, before=before)
        return ""

    async def own(self, request: Request, attempt: str) -> Attempt:
        """The member's own attempt of this id; BadInput for none, or somebody else's."""
        found = await self.attempts.get(request.community, attempt)
        if found is None:
            raise BadInput("error.no_attempt")
        if found.member != request.member:
            raise BadInput("error.not_yours")
        return found

    async def _followed_up(
        self, request: Say, posting: Posting
    ) -> tuple[Attempt, tuple[str, str]] | None:
        """The attempt whose follow-up question the words answer, and that question; None for words
        that answer the question itself.

        They answer a follow-up where the newest feedback that this member got in this place asks
        one.
        """
        latest = await self.attempts.latest(request.member, request.place)
        if latest is None or latest.posting != posting.id or latest.depth >= DEEPEST:
            return None
        said = await self.attempts.feedback(request.community, latest.id)
        if said is None or said.advice.followup is None:
            return None
        return latest, said.advice.followup

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
        private = private or chosen.privacy == "private"
        place: Place = Direct(request.member) if private else posting.place
        helped = await self.postings.was_helped(request.community, posting.id, request.member)
        latest, (aim, asked) = before or (None, ("", ""))
        kept = await self.attempts.add(
            Attempt(
                id=attempt_of(request),
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
        return kept.id


def attempt_of(request: Request) -> str:
    """The id of the attempt that a request makes."""
    return digest(f"{request.community}\n{request.key}")
