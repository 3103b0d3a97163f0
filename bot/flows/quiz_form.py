"""The form in which a member chooses what to be asked."""

from bot.core.chat import Choice, Form, Input
from bot.core.ports import Say
from bot.core.requests import WHERE

_LEVELS = ("easy", "medium", "hard")


def quiz_form(say: Say, language: str) -> Form:
    """The form: every choice may be left open."""
    levels = tuple(Choice(one, say(language, f"difficulty.{one}")) for one in _LEVELS)
    places = tuple(Choice(one, say(language, f"where.{one}")) for one in WHERE)
    any_level = Choice("", say(language, "quiz_form.any"))
    usual = Choice("", say(language, "quiz_form.usual"))
    return Form(
        title=say(language, "quiz_form.title"),
        action="quiz",
        inputs=(
            Input("tag", say(language, "card.tags"), required=False, limit=100, source="tag"),
            Input(
                "company",
                say(language, "card.company"),
                required=False,
                limit=100,
                source="company",
            ),
            Input(
                "difficulty",
                say(language, "card.difficulty"),
                required=False,
                choices=(any_level, *levels),
            ),
            Input(
                "where", say(language, "quiz_form.where"), required=False, choices=(usual, *places)
            ),
        ),
        submit=say(language, "quiz_form.submit"),
        language=language,
    )
