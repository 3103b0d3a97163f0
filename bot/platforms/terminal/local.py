"""The commands that are the terminal's own: they move the member about and ask nobody."""

LOCAL = ("threads", "open", "leave", "quit")
"""Their names; what each does is said by `terminal.NAME` in `bot/words`."""


def read_local(line: str) -> tuple[str, str] | None:
    """The name of the local command that a typed line is, and what stands behind it."""
    if not line.startswith("/"):
        return None
    name, _, rest = line[1:].strip().partition(" ")
    return (name.casefold(), rest.strip()) if name.casefold() in LOCAL else None
