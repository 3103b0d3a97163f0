"""What a server's failure means to whoever waits for the answer."""

from openai import APIError, APIResponseValidationError, APIStatusError, APITimeoutError

from bot.core.errors import ModelSlow, ModelTrouble, ModelUnreachable, ModelUnusable

_TOO_LATE = {408, 504}
_NOT_UNDERSTOOD = {400, 413, 422}
_REFUSED = {401, 403, 404}


def trouble(exc: APIError) -> ModelTrouble:
    """The trouble behind a client's exception. Of what the server said only the status is kept.

    A server's own words may repeat what a member wrote.
    """
    if isinstance(exc, APITimeoutError):
        return ModelSlow()
    if too_long(exc):
        return ModelUnusable("error.model_too_long")
    if isinstance(exc, APIResponseValidationError):
        return ModelUnusable()
    if not isinstance(exc, APIStatusError):  # the line broke, or an error came amid the stream
        return ModelUnreachable()
    if exc.status_code in _TOO_LATE:
        return ModelSlow(status=exc.status_code)
    if exc.status_code in _NOT_UNDERSTOOD:
        return ModelUnusable(status=exc.status_code)
    if exc.status_code in _REFUSED:
        return ModelUnreachable("error.model_refused", status=exc.status_code)
    return ModelUnreachable(status=exc.status_code)


def too_long(exc: APIError) -> bool:
    """Whether prompt and answer exceed the context, as llama.cpp, OpenAI and vLLM say it."""
    return (
        exc.type == "exceed_context_size_error"
        or exc.code == "context_length_exceeded"
        or exc.param in ("input_tokens", "max_tokens")
        or "maximum context length" in exc.message
    )
