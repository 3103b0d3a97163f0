"""How a local Slack gives tokens: by OAuth, once for a code, and again by a refresh token (S22)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.wire.slack.world import Json, Refused, User, World

CODE_LASTS = 600.0
SCOPES = {
    "assistant.threads.setStatus": ("assistant:write", "chat:write"),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "conversations.open": ("im:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
}
"""What a method takes, besides `chat.*`: any one of these."""
_KINDS = {"C": "channels", "G": "groups", "D": "im"}


@dataclass(slots=True)
class Granted:
    """A token: whose bot it is, and until when it is taken (None: for ever)."""

    world: World
    scopes: str = ""
    until: float | None = None
    revoked: bool = False


def missing(method: str, scopes: str, channel: str) -> str:
    """The scope that a call lacks; empty where it lacks none. A token without any is not asked."""
    kind = _KINDS.get(channel[:1], "channels")
    needed = SCOPES.get(method, ())
    if method.startswith("chat."):
        needed = ("chat:write",)
    elif method in ("conversations.history", "conversations.replies"):
        needed = (f"{kind}:history",)
    elif method in ("conversations.info", "conversations.list") and kind != "im":
        needed = (f"{kind}:read",)
    given = scopes.split(",")
    return needed[0] if scopes and needed and not set(needed) & set(given) else ""


@dataclass(slots=True)
class Code:
    """What a person's consent gives: good once, at the address that it was asked for."""

    world: World
    user: User
    scopes: str
    redirect: str
    until: float
    used: bool = False
    organisation: bool = False


@dataclass
class OAuth:
    """The app's own credentials, and every token that there is. `lives` is in seconds: None for
    tokens that do not end."""

    first: World
    client_id: str = "1111.2222"
    client_secret: str = field(default="local-client-secret", repr=False)
    lives: float | None = None
    tokens: dict[str, Granted] = field(default_factory=dict)
    refreshing: dict[str, Granted] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    manifest: Json = field(default_factory=dict)
    """What the app is like, as whoever has `config_token` may see."""
    config_token: str = field(default="xoxe.xoxp-config", repr=False)
    renewals: int = 0
    """How often a token was renewed."""

    def world_of(self, token: str) -> Granted:
        """Whose a token is; Refused for one that is not taken."""
        found = self.tokens.get(token)
        if found is None:
            raise Refused("invalid_auth")
        if found.revoked:
            raise Refused("token_revoked")
        if found.until is not None and found.until <= self.first.clock.now():
            raise Refused("token_expired")
        return found

    def allow(self, address: str, world: World, user: User, *, organisation: bool = False) -> str:
        """A person says yes on Slack's page (at `address`): where their browser is led to."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == self.client_id, asked
        code = self.first.id("code.")
        self.codes[code] = Code(
            world,
            user,
            asked["scope"],
            asked["redirect_uri"],
            self.first.clock.now() + CODE_LASTS,
            organisation=organisation,
        )
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def deny(self, address: str) -> str:
        """A person says no."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        answer = {"error": "access_denied", "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def grant(self, world: World, scopes: str = "", token: str = "") -> Json:
        """A new token of a workspace's bot, as `oauth.v2.access` tells of it."""
        kind = "xoxb-" if self.lives is None else "xoxe.xoxb-"
        token = token or self.first.id(kind)
        one = self.tokens[token] = Granted(world, scopes)
        told: Json = {"access_token": token, "token_type": "bot", "scope": scopes}
        told |= {"bot_user_id": world.bot.id, "app_id": world.app}
        told |= {"team": {"id": world.team, "name": world.name}, "enterprise": None}
        if self.lives is not None:
            one.until = self.first.clock.now() + self.lives
            refresh = self.first.id("xoxe-1-")
            self.refreshing[refresh] = one
            told |= {"refresh_token": refresh, "expires_in": int(self.lives)}
        return told

    def access(self, given: Sequence[str], body: Json) -> Json:
        """oauth.v2.access"""
        if tuple(given) != (self.client_id, self.client_secret):
            raise Refused("bad_client_secret")
        if body.get("grant_type") == "refresh_token":
            return self._renew(str(body.get("refresh_token")))
        code = self.codes.get(str(body.get("code")))
        if code is None or code.used:
            raise Refused("invalid_code" if code is None else "code_already_used")
        code.used = True
        if code.until <= self.first.clock.now():
            raise Refused("code_expired")
        if body.get("redirect_uri") != code.redirect:
            raise Refused("bad_redirect_uri")
        told = self.grant(code.world, code.scopes) | {"authed_user": {"id": code.user.id}}
        if code.organisation:
            told |= {"team": None, "is_enterprise_install": True}
            told |= {"enterprise": {"id": "E0LOCAL01", "name": "Org"}}
        return told

    def export(self, token: str, body: Json) -> Json:
        """apps.manifest.export"""
        if token != self.config_token:
            raise Refused("invalid_auth")
        if body.get("app_id") != self.first.app:
            raise Refused("invalid_app_id")
        return {"manifest": self.manifest}

    def _renew(self, refresh: str) -> Json:
        old = self.refreshing.pop(refresh, None)
        if old is None or old.revoked:
            raise Refused("invalid_refresh_token")
        self.renewals += 1
        return self.grant(old.world, old.scopes)

    def revoke(self, world: World) -> None:
        """Take back every token of a workspace."""
        for one in (*self.tokens.values(), *self.refreshing.values()):
            if one.world is world:
                one.revoked = True
