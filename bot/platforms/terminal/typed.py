"""Reads what a person types at the prompt, with completion and a history that is never kept."""

from collections.abc import Callable, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import is_searching
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from bot.core.suggestions import Suggestion

_PROMPT = "› "


class TypedLines:
    """The lines of a person at a terminal. Alt+Enter starts another line, Enter sends them all.

    `tail` is what is shown above the prompt, `where` what the toolbar says; both are asked anew
    whenever `refresh` is called. `on_interrupt` hears of Ctrl-C where there was nothing to clear.
    """

    live = True

    def __init__(
        self,
        complete: Callable[[str], Iterable[Suggestion]],
        tail: Callable[[], str],
        where: Callable[[], str],
        on_interrupt: Callable[[], None],
    ) -> None:
        self._tail = tail
        self._where = where
        self._on_interrupt = on_interrupt
        self._session: PromptSession[str] = PromptSession(
            self._message,
            multiline=True,
            prompt_continuation="  ",
            completer=_Completer(complete),
            complete_while_typing=True,
            key_bindings=self._keys(),
            bottom_toolbar=self._toolbar,
            reserve_space_for_menu=6,
        )

    async def read(self) -> str | None:
        """The next lines that are sent; None after Ctrl-D on an empty line."""
        try:
            return (await self._session.prompt_async()).strip()
        except (EOFError, KeyboardInterrupt):
            return None

    async def answer(self, *, long: bool) -> str | None:
        """The answer to a question; an empty line ends a long one, Ctrl-C or Ctrl-D gives it up."""
        asking: PromptSession[str] = PromptSession(_PROMPT, history=DummyHistory())
        said: list[str] = []
        try:
            while line := await asking.prompt_async():
                said.append(line)
                if not long:
                    break
        except (EOFError, KeyboardInterrupt):
            return None
        return "\n".join(said)

    def refresh(self) -> None:
        """Show the tail and the toolbar as they are now."""
        self._session.app.invalidate()

    def _message(self) -> StyleAndTextTuples:
        tail = "" if get_app().is_done else self._tail()
        return [("", f"{tail}\n" if tail else ""), ("bold", _PROMPT)]

    def _toolbar(self) -> StyleAndTextTuples:
        return [("", f" {self._where()} ")]

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter", filter=~is_searching)
        def _(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            if buffer.complete_state and buffer.complete_state.current_completion:
                buffer.complete_state = None
            else:
                buffer.validate_and_handle()

        @keys.add("escape", "enter")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        @keys.add("c-c")
        def _(event: KeyPressEvent) -> None:
            if event.current_buffer.text:
                event.current_buffer.reset()
            else:
                self._on_interrupt()

        return keys


class _Completer(Completer):
    """Offers whole lines, so that a value with spaces in it is replaced as one."""

    def __init__(self, complete: Callable[[str], Iterable[Suggestion]]) -> None:
        self._complete = complete

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        del complete_event
        line = document.text_before_cursor
        if document.text_after_cursor or "\n" in line:
            return
        for one in self._complete(line):
            yield Completion(
                one.line, start_position=-len(line), display=one.label, display_meta=one.detail
            )
