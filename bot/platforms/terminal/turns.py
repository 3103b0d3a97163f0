"""Who may speak: entries that stream at the same time are printed one after the other."""

import sys

from bot.core.chat import Entry


class Turns:
    """Lets through what may be printed now: each version of an entry once, one stream at a time.

    What is whole never waits; a stream waits for the one that is being printed.
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._speaker: str | None = None
        self._waiting: dict[str, Entry] = {}

    def pass_over(self, entry: Entry) -> None:
        """Take an entry as it stands for printed."""
        self._seen[entry.id] = entry.version

    def mute(self, entry: str) -> None:
        """Let no version of an entry through: its reader has just typed it."""
        self._seen[entry] = sys.maxsize

    def take(self, entry: Entry) -> list[Entry]:
        """What may be printed now that this entry has come, in order."""
        if entry.version <= self._seen.get(entry.id, -1):
            return []
        self._seen[entry.id] = entry.version
        return self._in_turn(entry)

    def _in_turn(self, entry: Entry) -> list[Entry]:
        if entry.streaming and self._speaker not in (None, entry.id):
            self._waiting[entry.id] = entry
            return []
        self._waiting.pop(entry.id, None)
        if entry.streaming:
            self._speaker = entry.id
            return [entry]
        ready = [entry]
        if self._speaker == entry.id:
            self._speaker = None
            waiting, self._waiting = self._waiting, {}
            for one in waiting.values():
                ready += self._in_turn(one)
        return ready
