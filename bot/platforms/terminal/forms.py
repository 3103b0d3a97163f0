"""Asks for the fields of a form, one after the other."""

from collections.abc import Callable, Mapping

from bot.core.chat import Form, Input
from bot.core.errors import BadInput
from bot.platforms.terminal.harmless import harmless
from bot.platforms.terminal.lines import Lines
from bot.platforms.terminal.pieces import Piece, Words

Put = Callable[[Piece], None]


async def fill_in(form: Form, lines: Lines, put: Put, words: Words) -> Mapping[str, str] | None:
    """The values that were typed, by the names of the fields; None where the form was given up.

    A value that does not fit is asked for again, if there is anybody to ask.
    """
    put(Piece("title", form.title))
    values: dict[str, str] = {}
    for field in form.inputs:
        value = await _field(field, lines, put, words)
        if value is None:
            return None
        values[field.name] = value
    return values


async def _field(field: Input, lines: Lines, put: Put, words: Words) -> str | None:
    hint = _hint(field, lines, words)
    put(Piece("aside", f"{field.label} – {hint}" if hint else field.label))
    while (typed := await lines.answer(long=field.long)) is not None:
        try:
            return value_of(field, harmless(typed))
        except BadInput as error:
            put(Piece("aside", words(error.key, **error.facts)))
            if not lines.live:
                return None
    return None


def value_of(field: Input, typed: str) -> str:
    """The value that was meant; BadInput for what does not fit.

    Nothing keeps the value that is there, `-` takes it away; a choice goes by its number, its value
    or its label.
    """
    typed = typed.strip()
    if not typed:
        value = field.value
    elif field.choices:
        value = _choice(field, typed)
    else:
        value = "" if typed == "-" else typed
    if field.required and not value:
        raise BadInput("terminal.required", label=field.label)
    if len(value) > field.limit:
        raise BadInput("terminal.too_much", label=field.label, limit=field.limit)
    return value


def _choice(field: Input, typed: str) -> str:
    wanted = typed.casefold()
    for number, choice in enumerate(field.choices, 1):
        if wanted in (str(number), choice.value.casefold(), choice.label.casefold()):
            return choice.value
    if typed == "-":
        return ""
    known = ", ".join(one.label for one in field.choices)
    raise BadInput("terminal.no_choice", label=field.label, value=typed, known=known)


def _hint(field: Input, lines: Lines, words: Words) -> str:
    """What a person must know to fill it in."""
    choices = "  ".join(f"{number} {one.label}" for number, one in enumerate(field.choices, 1))
    kept = next((one.label for one in field.choices if one.value == field.value), field.value)
    hints = [
        choices,
        words("terminal.keeps", value=kept) if kept else "",
        words("terminal.clears") if kept and not field.required else "",
        words("terminal.ends") if field.long and lines.live else "",
    ]
    return "; ".join(hint for hint in hints if hint)
