"""A local server that speaks as OpenAI-compatible servers do, well or badly, as a test scripts."""

import asyncio
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

VLLM_MODELS = {
    "object": "list",
    "data": [{"id": "coach", "root": "/models/Qwen2.5-7B-Instruct", "max_model_len": 4096}],
}
LLAMA_MODELS = {
    "object": "list",
    "data": [{"id": "small", "meta": {"n_ctx": 4096, "n_ctx_train": 8192, "n_params": 134515008}}],
}
VLLM_TOO_LONG = {
    "error": {
        "message": "This model's maximum context length is 4096 tokens. However, your request has "
        "5210 input tokens. Please reduce the length of the input messages.",
        "type": "BadRequestError",
        "param": "input_tokens",
        "code": 400,
    }
}
LLAMA_TOO_LONG = {
    "error": {
        "code": 400,
        "message": "request (6031 tokens) exceeds the available context size (4096 tokens), "
        "try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 6031,
        "n_ctx": 4096,
    }
}


class Line:
    """The server's end of one request."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def answer(self, body: Any, status: int = 200) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n"
        self._writer.write(f"{head}content-length: {len(data)}\r\n\r\n".encode() + data)
        await self._writer.drain()

    async def begin(self) -> None:
        head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
        self._writer.write(f"{head}transfer-encoding: chunked\r\n\r\n".encode())
        await self._writer.drain()

    async def event(self, data: object) -> None:
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        await self.frame(f"data: {text}\n\n".encode())

    async def frame(self, frame: bytes) -> None:
        self._writer.write(f"{len(frame):x}\r\n".encode() + frame + b"\r\n")
        await self._writer.drain()

    async def delta(self, finish: str | None = None, **delta: str) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        await self.event({"object": "chat.completion.chunk", "choices": [choice]})

    async def token(self, content: str, tops: Mapping[str, float] | None = None) -> None:
        """A piece of one token, and what it might have been where that was asked for."""
        choice: dict[str, object] = {"index": 0, "delta": {"content": content}}
        if tops:
            told = [_weighed(token, chance) for token, chance in tops.items()]
            choice["logprobs"] = {"content": [{**told[0], "top_logprobs": told}]}
        await self.event({"object": "chat.completion.chunk", "choices": [choice]})

    async def end(self, finish: str | None = "stop", usage: object = None, **more: object) -> None:
        if finish:
            await self.delta(finish)
        last = {"object": "chat.completion.chunk", "choices": [], "usage": usage, **more}
        await self.event(last)
        await self.event("[DONE]")
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    async def until_hung_up(self) -> None:
        await self._reader.read()

    def drop(self) -> None:
        self._writer.transport.abort()


Behaviour = Callable[[Line, Mapping[str, Any]], Awaitable[None]]


class OpenAIServer:
    """`behave` answers completions, `models` is the list; `asked` has every completion's body."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.behave: Behaviour = says("Hello", " there")
        self.models: tuple[Any, int] = VLLM_MODELS, 200
        self.asked: list[Mapping[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *rest = head.decode().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in rest if line)
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.paths.append(first.split()[1])
                self.keys.append(headers.get("authorization", ""))
                line = Line(reader, writer)
                if self.paths[-1].endswith("/models"):
                    await line.answer(*self.models)
                else:
                    self.asked.append(json.loads(body))
                    await self.behave(line, self.asked[-1])
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def openai_server() -> AsyncIterator[OpenAIServer]:
    """A server on a free loopback port."""
    served = OpenAIServer("")
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield served
    finally:
        server.close()


def says(*pieces: str, finish: str | None = "stop", field: str = "content") -> Behaviour:
    """Streams the pieces, and ends with that reason."""

    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        await line.begin()
        for piece in pieces:
            await line.delta(**{field: piece})
        await line.end(finish)

    return behave


def thinks(field: str, thought: str, text: str) -> Behaviour:
    """Streams a thought in a field of its own, then the text."""

    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        await line.begin()
        await line.delta(role="assistant", content="")
        await line.delta(**{field: thought})
        await line.delta(content=text)
        await line.end()

    return behave


def weighs(
    tokens: Mapping[str, float], *, drawn: str | None = None, usage: object = None
) -> Behaviour:
    """Draws one token (the likeliest) and tells the probabilities of those."""
    tops = [_weighed(token, chance) for token, chance in tokens.items()]
    token = drawn or max(tokens, key=lambda one: tokens[one])
    place = {**_weighed(token, tokens.get(token, 1e-6)), "top_logprobs": tops}
    told = {"index": 0, "delta": {"content": token}, "logprobs": {"content": [place]}}

    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        await line.begin()
        await line.delta(role="assistant")
        await line.event({"object": "chat.completion.chunk", "choices": [told]})
        await line.end("length", usage)

    return behave


def _weighed(token: str, chance: float) -> dict[str, object]:
    logprob = math.log(chance) if chance else -9999.0
    return {"token": token, "logprob": logprob, "bytes": list(token.encode())}


def knows_no(*options: str, then: Behaviour, named: bool = True) -> Behaviour:
    """Turns away (400) who asks for one of the options, by its name or without a word."""

    async def behave(line: Line, body: Mapping[str, Any]) -> None:
        unknown = [one for one in options if one in body]
        if unknown:
            said = f"Unrecognized request argument supplied: {unknown[0]}" if named else "no"
            await line.answer({"error": {"message": said, "type": "invalid"}}, 400)
        else:
            await then(line, body)

    return behave


def fills(value: object) -> Behaviour:
    """Streams a JSON document two characters at a time."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return says(*(text[at : at + 2] for at in range(0, len(text), 2)))


def fails(status: int, body: object = None) -> Behaviour:
    """Answers with a status and no stream."""

    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        await line.answer(body or {"error": {"message": "no", "type": "x", "code": status}}, status)

    return behave


def stops_after(*pieces: str, drop: bool) -> Behaviour:
    """Streams the pieces, then drops the connection, or goes silent until the client hangs up."""

    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        await line.begin()
        for piece in pieces:
            await line.delta(content=piece)
        if drop:
            line.drop()
        await line.until_hung_up()

    return behave


def goes_on(piece: str, every: float, hung_up: asyncio.Event) -> Behaviour:
    """Streams the piece for ever; `hung_up` is set when the client goes."""

    async def behave(line: Line, _: Mapping[str, Any]) -> None:
        gone = asyncio.create_task(line.until_hung_up())
        await line.begin()
        while not gone.done():
            await line.delta(content=piece)
            await asyncio.wait([gone], timeout=every)
        hung_up.set()

    return behave
