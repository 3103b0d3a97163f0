"""Decides what becomes of words said under a question: an answer, an objection, or a question
about the feedback."""

from dataclasses import dataclass

from bot.core.attempt import Attempt
from bot.core.chat import Button, Card, Direct, Form, Input
from bot.core.errors import BadInput
from bot.core.feedback import Feedback
from bot.core.feedback_requests import OpenFollowupForm, ShowFeedback, ShowWhy
from bot.core.intents import Intent
from bot.core.pointing import which
from bot.core.requests import Request, Reveal, Say
from bot.flows.grading import Grading
from bot.flows.hearing import Heard
from bot.flows.quiz import Quiz
from bot.flows.voice import Voice
from bot.flows.why_card import WhyCard


@dataclass(frozen=True)
class Conversing:
    """What can be said from what is kept is short work; what a model must read is long."""

    grading: Grading
    quiz: Quiz
    voice: Voice

    async def workflow(self, request: Say) -> str | None:
        """The name of the long work that words need; None where they need none."""
        heard = await self.grading.attempting.hearing.of(request)
        if heard is None:
            return None
        if await self.grading.attempts.get(request.community, request.makes):
            return "grading"  # these words are an answer already, whatever was said of it since
        match heard.meant.intent:
            case Intent.ANSWER:
                return "grading"
            case Intent.RETRY if heard.meant.text:
                return "grading"
            case Intent.DISAGREE:
                return "disputing"
        return None

    async def say(self, request: Say) -> None:
        """Reply to words that need no model; BadInput where they are said to the coach alone and
        nothing is open."""
        heard = await self.grading.attempting.hearing.of(request)
        if heard is None:
            if isinstance(request.place, Direct):
                waiting = await self.grading.attempting.hearing.open_directly(request.member)
                raise BadInput("error.several_open" if len(waiting) > 1 else "error.nothing_open")
            return
        match heard.meant.intent:
            case Intent.SHOW:
                await self.quiz.reveal(request.wants(Reveal, posting=heard.posting.id))
            case Intent.WHY:
                await self.voice.tell(request, await self._heard_why(request, heard))
            case Intent.RETRY:
                await self.voice.tell(request, await self._how_to_retry(request, heard))

    async def why(self, inquiry: ShowWhy) -> Card:
        """Why the feedback on one's own attempt is as it is."""
        attempt = await self.grading.attempting.own(inquiry, inquiry.attempt)
        feedback = await self.grading.attempts.feedback(inquiry.community, attempt.id)
        if feedback is None:
            raise BadInput("error.stale_button")
        return await self._why(inquiry, attempt, feedback)

    async def whole(self, inquiry: ShowFeedback) -> Card:
        """The feedback on one's own attempt as nobody else sees it, with the answer's words."""
        attempt = await self.grading.attempting.own(inquiry, inquiry.attempt)
        card = await self.grading.show(attempt, await self.voice.language(inquiry), alone=True)
        if card is None:
            raise BadInput("error.stale_button")
        return card

    async def followup_form(self, inquiry: OpenFollowupForm) -> Form:
        """The form to answer the question that feedback ended with, for its member alone."""
        attempt, (_, asked) = await self.grading.attempting.followed(inquiry, inquiry.attempt)
        say, language = self.voice.say, await self.voice.language(inquiry)
        return Form(
            title=say(language, "followup_form.title"),
            action=f"followup:{attempt.id}",
            inputs=(Input("text", asked, long=True),),
            submit=say(language, "answer_form.submit"),
            language=language,
        )

    async def _heard_why(self, request: Say, heard: Heard) -> Card:
        """Why the newest feedback is as it is, of the checkpoint that is meant."""
        if heard.latest is None or heard.feedback is None:
            raise BadInput("error.no_question")
        return await self._why(request, heard.latest, heard.feedback, request.text)

    async def _why(
        self, request: Request, attempt: Attempt, feedback: Feedback, about: str = ""
    ) -> Card:
        question = self.grading.bank().get(attempt.question)
        if question is None:
            raise BadInput("error.no_question")
        rubric = await self.grading.rubric(attempt, question)
        say, language = self.voice.say, await self.voice.language(request)
        cards = WhyCard(say, language, rubric, attempt.id, attempt.posting)
        return cards.of(feedback, which(about, rubric))

    async def _how_to_retry(self, request: Say, heard: Heard) -> Card:
        say, language = self.voice.say, await self.voice.language(request)
        return Card(
            title=say(language, "again.title"),
            body=say(language, "again.body"),
            buttons=(Button(say(language, "card.retry"), f"retry:{heard.posting.id}", "primary"),),
            language=language,
        )
