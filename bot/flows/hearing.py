"""Finds what words in a place speak to: a question, or the feedback that was given there."""

from dataclasses import dataclass

from bot.core.attempt import Attempt, Posting, PostingState
from bot.core.chat import Direct, Member, Place
from bot.core.feedback import Feedback
from bot.core.intents import Intent, Meant, meant
from bot.core.keeping import Attempts, Postings
from bot.core.requests import Say


@dataclass(frozen=True, slots=True)
class Heard:
    """Words, the posting that they are said under, and the member's newest attempt at it with what
    was said of that."""

    meant: Meant
    posting: Posting
    latest: Attempt | None = None
    feedback: Feedback | None = None


@dataclass(frozen=True)
class Hearing:
    """A member goes on with a private attempt in their direct conversation, or in the thread."""

    postings: Postings
    attempts: Attempts

    async def of(self, request: Say) -> Heard | None:
        """What the words speak to; None where no question is open.

        They are more than an answer only under feedback of the member's own.
        """
        posting = await self._open(request)
        if posting is None or posting.state is PostingState.SKIPPED:
            return None
        latest = await self._latest(request, posting)
        said = await self.attempts.feedback(request.community, latest.id) if latest else None
        found = Meant(Intent.ANSWER, request.text)
        if said is not None and (said.graded or said.trouble):
            found = meant(request.text)
        if found.intent is Intent.DISAGREE and not (said and is_contestable(said)):
            found = Meant(Intent.ANSWER, request.text)
        return Heard(found, posting, latest, said)

    async def _open(self, request: Say) -> Posting | None:
        """The posting of a place; of a direct conversation also the one whose private feedback
        came last; of words that stand in none of its threads, the one that is open there."""
        posting = await self.postings.at(request.place)
        if not isinstance(request.place, Direct):
            return posting
        latest = await self.attempts.latest(request.member, request.place)
        if posting is None and latest is None:
            return await self._one_directly(request)
        if latest is None or (posting is not None and posting.asked_at > latest.at):
            return posting
        return await self.postings.get(request.community, latest.posting)

    async def open_directly(self, member: Member) -> list[Posting]:
        """The questions that wait, in threads of the member's direct conversation, for a first
        answer."""
        asked = await self.postings.directly(member)
        return [
            one
            for one in asked
            if one.state is not PostingState.SKIPPED
            and await self.attempts.latest(member, one.place) is None
        ]

    async def _one_directly(self, request: Say) -> Posting | None:
        """The one question that waits in a thread, else that of the last feedback in one; None
        where several wait: words are not given to one of them by chance."""
        waiting = await self.open_directly(request.member)
        if waiting:
            return waiting[0] if len(waiting) == 1 else None
        latest = await self.attempts.latest_directly(request.member)
        return await self.postings.get(request.community, latest.posting) if latest else None

    async def _latest(self, request: Say, posting: Posting) -> Attempt | None:
        """The member's newest attempt at a posting, public or private."""
        places: set[Place] = {posting.place, request.place, Direct(request.member)}
        if isinstance(request.place, Direct) and request.place != posting.place:
            directly = await self.attempts.latest_directly(request.member)
            places |= {directly.place} if directly else set()
        found = [await self._at(request.member, place, posting) for place in places]
        return max((one for one in found if one), key=lambda one: one.at, default=None)

    async def _at(self, member: Member, place: Place, posting: Posting) -> Attempt | None:
        latest = await self.attempts.latest(member, place)
        return latest if latest is not None and latest.posting == posting.id else None


def is_contestable(feedback: Feedback) -> bool:
    """Whether feedback has verdicts that a score was computed from by what a model said."""
    return feedback.graded and feedback.proven and bool(feedback.judgements)
