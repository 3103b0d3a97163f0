"""The ports of what grading keeps beside attempts; each docstring is a promise."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from bot.core.chat import Channel, Community, Member
from bot.core.checkup import Checkup
from bot.core.consent import Consented
from bot.core.dispute import Dispute
from bot.core.limits import Spent
from bot.core.rubric import KeptRubric


class Rubrics(Protocol):
    """Checkpoints of questions whose files state none; the machine's own, not a community's."""

    async def get(self, question: str, answer_hash: str) -> KeptRubric | None:
        """The rubric made from the reference answer of this hash."""
        ...

    async def add(self, rubric: KeptRubric) -> KeptRubric:
        """Keep a rubric; where there is one for the same answer, that one is returned unchanged."""
        ...

    async def change(self, was: KeptRubric | None, now: KeptRubric) -> bool:
        """Put `now` in place of `was` (None: of nothing); False where it is no longer what it
        was."""
        ...

    async def forget(self, question: str) -> int:
        """Drop all that were ever made for a question, and say how many there were."""
        ...

    async def of(self, question: str) -> list[KeptRubric]:
        """All that were ever made for a question, the newest first."""
        ...

    async def all(self) -> list[KeptRubric]:
        """Every rubric that is kept, the newest first."""
        ...


class Disputes(Protocol):
    """Contested verdicts. Every method keeps to one community."""

    async def add(self, dispute: Dispute) -> Dispute:
        """Keep a dispute; where one of its id is there already, that one is returned unchanged."""
        ...

    async def get(self, community: Community, dispute: str) -> Dispute | None:
        """The dispute of this id."""
        ...

    async def of(self, community: Community, attempt: str) -> list[Dispute]:
        """Those about an attempt, the oldest first."""
        ...

    async def change(self, was: Dispute, now: Dispute) -> bool:
        """Put `now` in place of `was`; False where it is no longer in the state that it was in."""
        ...

    async def waiting(self, community: Community, *, most: int = 100) -> list[Dispute]:
        """Those that were judged again and that no maintainer has looked at, the oldest first."""
        ...


class Checkups(Protocol):
    """What graders were found fit for; the machine's own."""

    async def put(self, checkup: Checkup) -> None:
        """Keep a checkup in place of an earlier one of the same model, prompts, set, language."""
        ...

    async def get(
        self, model: str, prompt_hash: str, set_hash: str, language: str
    ) -> Checkup | None:
        """The last checkup of just this."""
        ...

    async def all(self) -> list[Checkup]:
        """Every checkup that is kept, the newest first."""
        ...


class Spending(Protocol):
    """What grading cost whom. Every method keeps to one community."""

    async def spend(
        self, member: Member, channel: Channel | None, job: str, tokens: int, at: datetime
    ) -> None:
        """Note a job and its tokens; the same job again replaces its tokens."""
        ...

    async def of_member(self, member: Member, since: datetime, *, but: str = "") -> list[Spent]:
        """A member's jobs since then, but for one of this name, the oldest first."""
        ...

    async def of_channel(self, channel: Channel, since: datetime, *, but: str = "") -> list[Spent]:
        """A channel's jobs since then, but for one of this name, the oldest first."""
        ...


class UnderWay(Protocol):
    """The one long job that a member may have at a time. Every method keeps to one community."""

    async def begin(self, member: Member, job: str, now: datetime, until: datetime) -> bool:
        """Whether the job is the member's running one now; False while another one's time is not
        over. The same job may begin again, and is still stopped where it was asked to stop before
        its time was over."""
        ...

    async def stop(self, member: Member, job: str | None = None) -> bool:
        """Ask whichever process runs the member's job (or just this job) to stop it; False where
        there is none."""
        ...

    async def is_stopped(self, member: Member, job: str) -> bool:
        """Whether the job was asked to stop."""
        ...

    async def end(self, member: Member, job: str) -> None:
        """The job is over; another one's place is left alone."""
        ...


class Blocked(Protocol):
    """Whom the operator keeps out. Every method but `all` keeps to one community.

    Somebody who is kept out wherever their platform knows them is a member of the community
    without a name.
    """

    async def add(self, member: Member, reason: str, at: datetime) -> None:
        """Keep a member out; one who is kept out already is from now on for this reason."""
        ...

    async def remove(self, member: Member) -> bool:
        """Let a member in again; False where they were not kept out."""
        ...

    async def has(self, member: Member) -> bool:
        """Whether a member is kept out, here or wherever their platform knows them."""
        ...

    async def all(self) -> list[tuple[Member, str]]:
        """Everybody who is kept out, of every community, and why: for the operator alone."""
        ...


class ConsentedAttempts(Protocol):
    """What members let be used to teach a model: for the operator alone, one community at a
    time."""

    async def communities(self) -> list[Community]:
        """The communities that have an attempt with feedback, of whomever."""
        ...

    def of(self, community: Community) -> AsyncIterator[Consented]:
        """The attempts with feedback of one community whose members consent, the oldest first."""
        ...

    async def withheld(self, community: Community) -> int:
        """How many attempts with feedback there are in a community whose members do not
        consent."""
        ...
