"""What an operator chooses, by environment or `.env`, read once."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.errors import BadInput, SettingsTrouble
from bot.core.limits import Limits
from bot.core.maintainers import Maintainer
from bot.core.preferences import Preferences

_CLONE = Path(__file__).parents[1]
_IN_A_CLONE = (_CLONE / "pyproject.toml").is_file()

SEEDS = next(
    folder for folder in (_CLONE / "seeds", Path(__file__).parent / "seeds") if folder.is_dir()
)
"""The questions that come with the coach: in the source tree, or within the installed package."""


def _http(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("it is an address such as http://127.0.0.1:8000/v1")
    return value.rstrip("/")


def _socket(value: str) -> str:
    if not value.startswith(("ws://", "wss://")):
        raise ValueError("it is an address such as wss://gateway.discord.gg/")
    return value


def _paths(value: Any) -> Any:
    if isinstance(value, str):
        return [Path(one).expanduser() for one in value.split(os.pathsep) if one.strip()]
    return value


def _people(value: Any) -> Any:
    if isinstance(value, str):
        return [Maintainer.of(one) for one in re.split(r"[,;\s]+", value) if one]
    return value


def _chosen(name: str) -> AfterValidator:
    def check(value: str) -> str:
        try:
            return str(getattr(Preferences().chosen(name, value), name))
        except BadInput as exc:
            raise ValueError(f"{value!r} is no {name} that is known") from exc

    return AfterValidator(check)


class Settings(BaseSettings):
    """Each field is the environment variable of its name in capitals; `.env` of the working
    folder counts where the environment is silent.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    llm_base_url: Annotated[str, AfterValidator(_http)] | None = Field(
        None, description="an OpenAI-compatible server"
    )
    llm_model: str | None = Field(None, description="which of the server's models")
    llm_api_key: SecretStr | None = Field(None, description="the server's key")
    llm_patience: float = Field(
        60, gt=0, description="seconds without a token until a model counts as too slow"
    )
    llm_at_once: int | None = Field(
        None,
        ge=1,
        description="requests that the model serves at once, of all processes; "
        "unset: 64 of a server, 4 of the embedded one",
    )
    coach_longest_answer: int = Field(
        4000, ge=200, le=40_000, description="characters of an answer that are kept and read"
    )
    coach_gguf: Path | None = Field(None, description="another GGUF file for the embedded model")
    coach_bank: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_paths)] = Field(
        (SEEDS,), description="files or folders of questions"
    )
    coach_approved: Path | None = Field(
        None,
        description="the file that approved suggestions are written to, a part of the bank; "
        "unset: `bank/approved.md` in COACH_HOME",
    )
    coach_maintainers: Annotated[tuple[Maintainer, ...], NoDecode, BeforeValidator(_people)] = (
        Field((), description="who keeps the bank: discord:ID, slack:TEAM/ID, with commas between")
    )
    coach_home: Path = Field(
        default_factory=lambda: (
            _CLONE / ".coach" if _IN_A_CLONE else platformdirs.user_data_path("interview-coach")
        ),
        description="where the database, caches and weights live; in a clone: its `.coach/`",
    )
    database_url: SecretStr | None = Field(
        None, description="sqlite:///… or postgresql://…; unset: a SQLite file in COACH_HOME"
    )
    coach_grades_an_hour: int = Field(
        30, ge=0, description="answers that a member may have graded in an hour; 0: no limit"
    )
    coach_channel_grades_an_hour: int = Field(
        300, ge=0, description="answers that may be graded in a channel in an hour; 0: no limit"
    )
    coach_tokens_a_day: int = Field(
        400_000, ge=0, description="tokens that a member's answers may take in a day; 0: no limit"
    )
    coach_channel_tokens_a_day: int = Field(
        0, ge=0, description="tokens that a channel's answers may take in a day; 0: no limit"
    )
    coach_cot_tokens: int = Field(
        6000, ge=1, description="tokens that the model may write in one run of a strategy"
    )
    coach_cot_seconds: float = Field(
        240.0, gt=0, description="seconds that one run of a strategy may take"
    )
    discord_token: SecretStr | None = Field(
        None, description="the bot's token; unset: Discord is off"
    )
    discord_api_base: Annotated[str, AfterValidator(_http)] | None = Field(
        None, description="another address of Discord's API, such as a proxy's"
    )
    discord_gateway: Annotated[str, AfterValidator(_socket)] | None = Field(
        None, description="another address of Discord's gateway: ws://… or wss://…"
    )
    discord_patience: float = Field(
        10.0, gt=0, le=60, description="seconds in which Discord answers, or is asked again"
    )
    discord_message_content: Literal["on", "off"] = Field(
        "off", description="on where the privileged intent was granted: plain messages are heard"
    )
    slack_bot_token: SecretStr | None = Field(
        None, description="the bot's token in one workspace: xoxb-…; unset: Slack is off"
    )
    slack_app_token: SecretStr | None = Field(
        None, description="the app's token, xapp-…: Slack is heard by Socket Mode"
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="without an app's token, Slack is heard at /slack/events, signed by this"
    )
    slack_client_id: str | None = Field(
        None, description="for many workspaces, which are added at /slack/install"
    )
    slack_client_secret: SecretStr | None = Field(None, description="the client id's secret")
    slack_config_token: SecretStr | None = Field(
        None, description="an app configuration token: `coach slack doctor` compares the manifest"
    )
    slack_channel_messages: Literal["on", "off"] = Field(
        "off", description="on where the app may read channels: answers need no mention there"
    )
    slack_api_base: Annotated[str, AfterValidator(_http)] | None = Field(
        None, description="another address of Slack's API, such as a proxy's"
    )
    slack_patience: float = Field(
        10.0, gt=0, le=60, description="seconds in which Slack answers, or is asked again"
    )
    coach_public_url: Annotated[str, AfterValidator(_http)] | None = Field(
        None, description="the address at which people and Slack reach this coach's web"
    )
    host: str = Field("127.0.0.1", description="where the web listens")
    port: int = Field(8000, ge=1, le=65535, description="the port of the web")
    coach_metrics: Literal["loopback", "any", "off"] = Field(
        "loopback",
        description="who may read /metrics: loopback, any (for a network that is closed), or off",
    )
    otel_exporter_otlp_endpoint: Annotated[str, AfterValidator(_http)] | None = Field(
        None, description="traces and figures go there, over OTLP on HTTP; the extra `otel`"
    )
    coach_replica: str | None = Field(None, description="this process's name among several")
    coach_language: Annotated[str, _chosen("language")] = Field(
        "en", description="for those who have not chosen with /settings: en or zh"
    )
    coach_timezone: Annotated[str, _chosen("zone")] | None = Field(
        None, description="for those who have not chosen with /settings; unset: the machine's"
    )

    @property
    def on_slack(self) -> bool:
        """Whether Slack is on: in one workspace by its token, or in many by OAuth."""
        return self.slack_bot_token is not None or self.slack_client_id is not None

    @property
    def chats(self) -> tuple[str, ...]:
        """The chat platforms that are configured."""
        on = {"discord": self.discord_token is not None, "slack": self.on_slack}
        return tuple(name for name, is_on in on.items() if is_on)

    @property
    def database(self) -> str:
        """The URL of the database."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.coach_home.expanduser().absolute() / 'coach.db'}"

    @property
    def jobs_database(self) -> str:
        """The URL of the workflows' own tables: a file beside the database, or the same server."""
        if not self.is_sqlite:
            return self.database
        file, _, options = self.database.partition("?")
        return file.removesuffix(".db") + ".jobs.db" + (f"?{options}" if options else "")

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database.startswith("sqlite")

    @property
    def home(self) -> Path:
        """COACH_HOME as an absolute path."""
        return self.coach_home.expanduser().absolute()

    @property
    def approved(self) -> Path:
        """Where approved suggestions are written."""
        chosen = self.coach_approved or self.home / "bank" / "approved.md"
        return chosen.expanduser().absolute()

    @property
    def bank_paths(self) -> tuple[Path, ...]:
        """The files and folders that the bank is read from: those named, and the approved
        suggestions once there are some."""
        file = self.approved.resolve()
        named = [path.resolve() for path in self.coach_bank]
        alone = not any(path == file or path in file.parents for path in named)
        return (*self.coach_bank, self.approved) if file.is_file() and alone else self.coach_bank

    def at_once(self, *, embedded: bool = False) -> int:
        """Requests that the model serves at once; fewer where it may be the embedded one."""
        return self.llm_at_once or (4 if embedded and not self.llm_base_url else 64)

    @property
    def limits(self) -> Limits:
        """How much grading a member and a channel may have."""
        return Limits(
            grades_an_hour_member=self.coach_grades_an_hour,
            grades_an_hour_channel=self.coach_channel_grades_an_hour,
            tokens_a_day_member=self.coach_tokens_a_day,
            tokens_a_day_channel=self.coach_channel_tokens_a_day,
        )

    @property
    def default_preferences(self) -> Preferences:
        """What holds for those who have chosen nothing."""
        return Preferences(
            language=self.coach_language,
            zone=self.coach_timezone or _machine_zone(),
            privacy="thread",
            reminders="off",
        )


def read(**given: Any) -> Settings:
    """The settings of the environment, with some given by hand; SettingsTrouble names each wrong
    one."""
    try:
        return Settings(**given)
    except ValidationError as exc:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg'].removeprefix('Value error, ')}"
            for one in exc.errors(include_url=False, include_input=False)
        )
        raise SettingsTrouble("error.settings", wrong=wrong) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsTrouble("error.env_file") from exc


def _machine_zone() -> str:
    named = os.environ.get("TZ", "").lstrip(":")
    local = Path("/etc/localtime")
    target = str(local.resolve()) if local.is_symlink() else ""
    for candidate in (named, target.partition("zoneinfo/")[2]):
        try:
            zone = Preferences().chosen("zone", candidate).zone
        except BadInput:
            continue
        if zone:
            return zone
    return "Etc/UTC"
