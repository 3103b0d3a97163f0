"""What lets the coach into Slack: tokens and secrets, which no repr shows."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Keys:
    """What an operator has set; empty is what they have not."""

    bot: str = field(default="", repr=False)
    app: str = field(default="", repr=False)
    signing: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    public_url: str = ""
    config: str = field(default="", repr=False)

    @property
    def by_socket(self) -> bool:
        """Whether Slack is heard over sockets; else it calls on us."""
        return bool(self.app)

    @property
    def many(self) -> bool:
        """Whether workspaces add the coach by themselves."""
        return bool(self.client_id)
