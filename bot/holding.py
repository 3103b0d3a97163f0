"""Holds the bank that is served, and takes a newer one in its place when its files change."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from watchfiles import awatch

from bot.core.account import Diagnostic
from bot.core.bank import Bank
from bot.core.errors import CoachError, where
from bot.core.reloading import broken

logger = logging.getLogger(__name__)

_SHOWN = 5


class Held:
    """The port `BankHolder`. `trouble` is why the files as they are now are not what is served."""

    def __init__(
        self, bank: Bank, load: Callable[[], Bank], settle: Callable[[Bank], Awaitable[Bank]]
    ) -> None:
        """`load` reads the files, in a thread; `settle` leads the history of questions to it."""
        self._bank = bank
        self._load = load
        self._settle = settle
        self.trouble: tuple[Diagnostic, ...] = ()

    def __call__(self) -> Bank:
        """The bank that is served now."""
        return self._bank

    async def reload(self) -> bool:
        """Read the files again and serve them, unless they are broken; whether they are served."""
        before = self._bank
        try:
            now = await asyncio.to_thread(self._load)
            self.trouble = tuple(await asyncio.to_thread(broken, before, now))
            if not self.trouble:
                self._bank = await self._settle(now)
        except CoachError as exc:
            why = ", ".join(str(fact) for fact in exc.facts.values())
            self.trouble = (Diagnostic(why, 1, exc.key, "error", exc.key, "mend it"),)
        except Exception as exc:  # whatever it is, the bank that was read before goes on serving
            self.trouble = (Diagnostic("", 1, "reload-failed", "error", where(exc), "report it"),)
        if self.trouble:
            for one in self.trouble[:_SHOWN]:
                logger.warning("%s:%d %s: %s", one.file, one.line, one.message, one.fix)
            logger.warning(
                "the bank has %d errors as it is now; its last good state goes on being served",
                len(self.trouble),
            )
            return False
        logger.info("the bank was read again: %d questions", len(self._bank))
        return True

    async def watch(self, paths: Sequence[Path]) -> None:
        """Reload whenever a file in these folders, or one of these files, changes, until
        cancelled."""
        named = {path.absolute() for path in paths if not path.is_dir()}
        folders = {path.absolute() for path in paths if path.is_dir()}
        watched = folders | {path.parent for path in named}

        def ours(_: object, changed: str) -> bool:
            path = Path(changed)
            if path.name.startswith("."):
                return False
            return path in named or any(folder in path.parents for folder in folders)

        there = [folder for folder in watched if folder.is_dir()]
        while there:
            with contextlib.suppress(FileNotFoundError):
                async for _ in awatch(*there, watch_filter=ours, debounce=400, step=100):
                    await self.reload()
            await asyncio.sleep(1)
