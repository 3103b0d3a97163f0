"""Does the commands that are the terminal's own."""

from bot.core.errors import BadInput
from bot.platforms.terminal.conversation import Conversation
from bot.platforms.terminal.local import LOCAL
from bot.platforms.terminal.pieces import Piece


async def move(conversation: Conversation, name: str, rest: str) -> None:
    """Do the local command of this name; BadInput if `rest`, what stood behind it, does not fit."""
    match name:
        case "threads":
            await _list(conversation)
        case "open":
            threads = await conversation.threads()
            if not rest.isdecimal() or not 1 <= int(rest) <= len(threads):
                raise BadInput("terminal.no_thread", number=rest or "?")
            await conversation.reopen(threads[int(rest) - 1])
        case "leave":
            conversation.leave()


def show_help(conversation: Conversation) -> None:
    """Print what each local command does."""
    words = conversation.words
    lines = "\n".join(
        words("help.line", command=name, summary=words(f"terminal.{name}")) for name in LOCAL
    )
    conversation.put(Piece("title", words("terminal.help_title")), Piece("body", lines))


async def _list(conversation: Conversation) -> None:
    threads = await conversation.threads()
    if not threads:
        conversation.tell("terminal.no_threads")
        return
    titles = [start.card.title if start.card else start.id for start in threads]
    lines = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))
    conversation.put(
        Piece("title", conversation.words("terminal.threads_title")), Piece("body", lines)
    )
