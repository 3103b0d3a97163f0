"""The errors that a person may meet, each one sentence in the catalogue of words.

CoachError                  what happened and what to try
├── BadInput                the person who typed can mend it
│   ├── NothingMatches      a filter or a name finds nothing
│   └── NotNow              it must wait: a limit is reached, or another job is under way
├── Stopped                 whoever asked for it had it stopped
├── NotAllowed              somebody else may do this
├── ModelTrouble            the served model cannot help now
│   ├── ModelUnreachable    no answer, refused, or the line broke
│   ├── ModelSlow           no token in time
│   └── ModelUnusable       it answered, but not what was asked for
├── CannotReach             a platform does not let us say it there
│   ├── DirectClosed        a member takes no direct messages from us
│   └── PlatformDown        it does not answer now: later it may
├── StoreTrouble            the database cannot be read or written
├── BankTrouble             a file of questions cannot be read
└── SettingsTrouble         the operator's settings are wrong
"""

import traceback


class CoachError(Exception):
    """A sentence for the person who meets it: `key` names it in `bot/words`, `facts` fill its
    blanks.

    Facts may hold what a member wrote, so `str()` shows the key alone: it is safe in a log.
    """

    key = "error.unexpected"

    def __init__(self, key: str | None = None, /, **facts: str | int | float) -> None:
        self.key = key or type(self).key
        self.facts = facts
        super().__init__(self.key)


class BadInput(CoachError):
    """What was typed cannot be done as it stands."""


class NothingMatches(BadInput):
    """A filter or a name finds nothing; the facts say what is near."""


class NotNow(BadInput):
    """Nothing is wrong with what was asked, but it must wait."""

    key = "error.one_at_a_time"


class Stopped(CoachError):
    """A job ended before its time, because its member said so."""

    key = "error.stopped"


class NotAllowed(CoachError):
    """The person may not do this here."""

    key = "error.not_allowed"


class ModelTrouble(CoachError):
    """The model cannot help now; nothing is lost by trying again."""


class ModelUnreachable(ModelTrouble):
    """The model's server does not answer, refuses, or hung up in mid-answer."""

    key = "error.model_unreachable"


class ModelSlow(ModelTrouble):
    """The model sent nothing within the time it was given."""

    key = "error.model_slow"


class ModelUnusable(ModelTrouble):
    """The model answered, but not in the shape that was asked for."""

    key = "error.model_unusable"


class CannotReach(CoachError):
    """The platform does not let this be said in this place."""

    key = "error.cannot_reach"


class DirectClosed(CannotReach):
    """The member takes no direct messages from us."""


class PlatformDown(CannotReach):
    """The platform does not answer now, or asks us to pause: what was to be said may be tried
    again."""


class StoreTrouble(CoachError):
    """The database cannot be read or written."""

    key = "error.store"


class BankTrouble(CoachError):
    """A file of questions cannot be read, or written."""


class SettingsTrouble(CoachError):
    """The operator's settings are wrong."""


def where(exc: BaseException) -> str:
    """The kind of an error and where in the code it arose, innermost first: all that a log may say
    of an error whose text could hold a member's words."""
    frames = traceback.extract_tb(exc.__traceback__)[-6:]
    path = " < ".join(f"{one.filename.rsplit('/', 1)[-1]}:{one.lineno}" for one in frames[::-1])
    kind = f"{type(exc).__name__} {exc.key}" if isinstance(exc, CoachError) else type(exc).__name__
    return f"{kind} at {path}"
