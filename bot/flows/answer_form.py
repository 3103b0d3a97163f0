"""The form in which somebody answers a question for nobody else to read."""

from bot.core.chat import Form, Input
from bot.core.errors import BadInput
from bot.core.keeping import Postings
from bot.core.requests import OpenAnswerForm
from bot.flows.voice import Voice


async def answer_form(voice: Voice, postings: Postings, inquiry: OpenAnswerForm) -> Form:
    """The form of a posting; BadInput where there is none."""
    if await postings.get(inquiry.community, inquiry.posting) is None:
        raise BadInput("error.no_posting")
    language = await voice.language(inquiry)
    return Form(
        title=voice.say(language, "answer_form.title"),
        action=f"{'retry' if inquiry.again else 'answer'}:{inquiry.posting}",
        inputs=(Input("text", voice.say(language, "answer_form.text"), long=True),),
        submit=voice.say(language, "answer_form.submit"),
        language=language,
    )
