"""What Slack refuses, as sentences."""

from bot.core.errors import CannotReach, DirectClosed, PlatformDown

MESSAGE_GONE = frozenset(
    {"message_not_found", "cant_update_message", "cant_delete_message", "edit_window_closed"}
)
"""A message that can be changed no more: it is said anew."""
DUPLICATE = frozenset({"duplicate_channel_not_found", "duplicate_message_not_found"})
"""What was said by a client_msg_id before is not there any more (S27)."""
NOT_STREAMING = frozenset({"message_not_in_streaming_state", "message_not_owned_by_app"})
STILL_STREAMING = "streaming_state_conflict"
BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""Blocks that Slack does not take, although they are within every limit that it tells of."""
NO_LOOKING = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "no_permission"})
"""Where we may write and not read."""

TOKEN = frozenset(
    {
        "account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked",
        "org_login_required", "team_access_not_granted",
    }
)  # fmt: skip
"""The token itself is refused: nothing is sent with it again."""
_OUTSIDE = frozenset({"channel_not_found", "not_in_channel", "user_not_in_channel"})
_RIGHTS = frozenset(
    {
        "access_denied", "ekm_access_denied", "enterprise_is_restricted", "missing_scope",
        "no_permission", "not_allowed_token_type", "restricted_action",
        "restricted_action_non_threadable_channel", "restricted_action_read_only_channel",
        "restricted_action_thread_locked", "restricted_action_thread_only_channel",
    }
)  # fmt: skip
_GONE = MESSAGE_GONE | {"thread_not_found", "expired_url", "used_url"}
_CLOSED = frozenset(
    {
        "cannot_dm_bot", "messages_tab_disabled", "user_disabled", "user_not_found",
        "users_not_found",
    }
)  # fmt: skip
_DOWN = frozenset(
    {
        "fatal_error", "internal_error", "messaging_processing_failed", "ratelimited",
        "request_timeout", "service_unavailable", "team_added_to_org", "rate_limited",
    }
)  # fmt: skip


class Unsure(PlatformDown):
    """It is not known whether Slack did what was asked."""

    key = "error.slack_down"


def translated(code: str, status: int = 200) -> CannotReach:
    """The error that a person may meet for one of Slack's codes, which `code_of` gives back."""
    if code in TOKEN:
        return CannotReach("error.slack_token", code=code)
    if code in _OUTSIDE:
        return CannotReach("error.slack_outside", code=code)
    if code == "is_archived":
        return CannotReach("error.slack_archived", code=code)
    if code in _RIGHTS:
        return CannotReach("error.slack_rights", code=code)
    if code in _GONE:
        return CannotReach("error.slack_gone", code=code)
    if code == "user_not_visible":
        return DirectClosed("error.slack_elsewhere", code=code)
    if code in _CLOSED:
        return DirectClosed("error.slack_dm_closed", code=code)
    if code in _DOWN or status >= 500 or status == 429:
        return PlatformDown("error.slack_down", code=code)
    return CannotReach("error.slack_refused", code=code or f"HTTP {status}")


def is_down(code: str, status: int) -> bool:
    """Whether it is Slack's own trouble, after which something may have been done or not."""
    if not code and status == 200:  # an answer that nobody can read
        return True
    return status >= 500 or (code in _DOWN and code not in ("ratelimited", "rate_limited"))


def code_of(error: CannotReach) -> str:
    """Slack's own word for what it refused; empty where it said none."""
    return str(error.facts.get("code", ""))
