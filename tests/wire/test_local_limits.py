"""Each row of the table of limits: what just fits, and what breaks it by one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import aiohttp
import discord as real
import pytest

from tests.wire.clients import by_rest
from tests.wire.discord.limits import TABLE, Outgoing, breaches
from tests.wire.discord.limits_commands import is_name
from tests.wire.discord.server import LocalDiscord

Json = dict[str, Any]
NOBODY: Json = {"parse": []}
V2 = 1 << 15


def message(**body: Any) -> Outgoing:
    return Outgoing("post", message={"allowed_mentions": NOBODY} | body)


def v2(*components: Json) -> Outgoing:
    return message(flags=V2, components=list(components))


def text(size: int) -> Json:
    return {"type": 10, "content": "x" * size}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def button(id_: str = "hint:1", label: str = "Hint", **more: Any) -> Json:
    return {"type": 2, "style": 1, "custom_id": id_, "label": label} | more


def select(options: int, **more: Any) -> Json:
    told = [{"label": f"{n}", "value": f"{n}"} for n in range(options)]
    return {"type": 3, "custom_id": "tag", "options": told} | more


def label(component: Json, name: str = "Answer") -> Json:
    return {"type": 18, "label": name, "component": component}


def field(**more: Any) -> Json:
    return {"type": 4, "custom_id": "text", "style": 2} | more


def form(*components: Json, title: str = "Answer") -> Outgoing:
    body = {"title": title, "custom_id": "answer:1", "components": list(components)}
    return Outgoing("callback", modal=body)


def group(kind: int, options: int) -> Json:
    return select(options) | {"type": kind, "custom_id": "which"}


def offered(*choices: Json) -> Outgoing:
    return Outgoing("callback", choices=list(choices))


def command(**more: Any) -> Outgoing:
    return Outgoing("sync", commands=[{"name": "quiz", "description": "One question"} | more])


def commands(count: int, kind: int) -> Outgoing:
    each: Json = {"type": kind} | ({"description": "x"} if kind == 1 else {})
    return Outgoing("sync", commands=[each | {"name": f"c{n}"} for n in range(count)])


def option(**more: Any) -> Json:
    return {"type": 3, "name": "tag", "description": "A tag"} | more


def embed(**more: Any) -> Outgoing:
    return message(embeds=[{"title": "A question"} | more])


def fields(count: int, name: int = 1, value: int = 1) -> list[Json]:
    return [{"name": "n" * name, "value": "v" * value}] * count


def thread(**more: Any) -> Outgoing:
    return Outgoing("thread", thread={"name": "KV Cache"} | more)


SHOWN = {"type": 13, "file": {"url": "attachment://seen.png"}}


def sizes(**files: int) -> Outgoing:
    return Outgoing("post", message={"allowed_mentions": NOBODY}, files=files)


def sized(size: int) -> Outgoing:
    """A command of `size` characters in all: 25 options of 103, 54 choices of 100, one more."""
    full: Json = {"name": "n" * 98, "value": "vv"}
    options = [option(name=f"o{n:02}", description="d" * 100) for n in range(25)]
    options[0]["choices"] = options[1]["choices"] = [full] * 25
    options[2]["choices"] = [*[full] * 4, {"name": "n" * (size - 7993), "value": "vv"}]
    return command(options=options)


FITS_AND_BREAKS: list[tuple[str, Callable[[int], Outgoing], int, int]] = [
    ("D3", lambda n: form(label(field()), title="t" * n), 45, 46),
    ("D3", lambda n: form(*(label(field(custom_id=f"{i}")) for i in range(n))), 5, 6),
    ("D3", lambda n: form(label(field(max_length=n))), 4000, 4001),
    ("D3", lambda n: form(label(field(value="x" * n))), 4000, 4001),
    ("D3", lambda n: form(label(field(placeholder="x" * n))), 100, 101),
    ("D3", lambda n: form(*[label(field())] * n), 1, 0),
    ("D4", lambda n: form(label(field(), "l" * n)), 45, 46),
    ("D4", lambda n: form(label(group(21, n))), 10, 11),
    ("D4", lambda n: form(label(group(21, n))), 2, 1),
    ("D4", lambda n: form(label(group(22, n))), 10, 11),
    ("D4", lambda n: form(label({"type": 19, "custom_id": "f", "max_values": n})), 10, 11),
    ("D4", lambda n: form(label(button() if n else field())), 0, 1),
    ("D4", lambda n: form(row(field(label="l" * n))), 45, 46),
    ("D4", lambda n: form(label(select(3, disabled=bool(n)))), 0, 1),
    ("D4", lambda n: form(label(select(3, min_values=n))), 1, 0),
    ("D4", lambda n: form(label(group(22, 3) | {"max_values": n})), 10, 11),
    ("D5", lambda n: offered(*[{"name": "a", "value": "a"}] * n), 25, 26),
    ("D5", lambda n: offered({"name": "n" * n, "value": "a"}), 100, 101),
    ("D5", lambda n: offered({"name": "n" * n, "value": "a"}), 1, 0),
    ("D5", lambda n: offered({"name": "a", "value": "v" * n}), 100, 101),
    ("D5", lambda n: command(options=[option(choices=[{"name": "a", "value": 1}] * n)]), 25, 26),
    ("D6", lambda n: command(name="q" * n), 32, 33),
    ("D6", lambda n: command(options=[option(name="t" * n)]), 32, 33),
    ("D7", lambda n: command(description="d" * n), 100, 101),
    ("D7", lambda n: command(description="d" * n), 1, 0),
    ("D7", lambda n: command(options=[option(name=f"o{i}") for i in range(n)]), 25, 26),
    ("D7", sized, 8000, 8001),
    ("D8", lambda n: commands(n, 1), 100, 101),
    ("D8", lambda n: commands(n, 2), 15, 16),
    ("D8", lambda n: commands(n, 3), 15, 16),
    ("D9", lambda n: message(content="x" * n), 2000, 2001),
    ("D9", lambda n: message(content="x" * n), 1, 0),
    ("D9", lambda n: message(content="x" if n else " \n"), 1, 0),
    ("D10", lambda n: message(embeds=[{"title": "t"}] * n), 10, 11),
    ("D10", lambda n: embed(title="t" * n), 256, 257),
    ("D10", lambda n: embed(description="d" * n), 4096, 4097),
    ("D10", lambda n: embed(fields=fields(n)), 25, 26),
    ("D10", lambda n: embed(fields=fields(1, name=n)), 256, 257),
    ("D10", lambda n: embed(fields=fields(1, value=n)), 1024, 1025),
    ("D10", lambda n: embed(footer={"text": "f" * n}), 2048, 2049),
    ("D10", lambda n: embed(author={"name": "a" * n}), 256, 257),
    ("D10", lambda n: message(embeds=[{"description": "d" * (n // 2)}] * 2), 6000, 6002),
    ("D11", lambda n: v2(*[text(9)] * n), 40, 41),
    ("D11", lambda n: replace(v2(*[SHOWN] * n), files={"seen.png": 1}), 1, 0),
    ("D11", lambda n: v2({"type": 17, "components": [text(9)] * n}), 39, 40),
    ("D11", lambda n: v2(text(2000), text(n)), 2000, 2001),
    ("D11", lambda n: v2(row(*(button(f"{i}") for i in range(n)))), 5, 6),
    ("D11", lambda n: v2(row(button("i" * n))), 100, 101),
    ("D11", lambda n: v2(row(button("i" * n))), 1, 0),
    ("D11", lambda n: v2(row(button(label="l" * n))), 80, 81),
    ("D11", lambda n: v2(row(select(n))), 25, 26),
    ("D11", lambda n: v2(row(*[button()] * n)), 1, 2),
    ("D11", lambda n: message(components=[row(button(f"{i}")) for i in range(n)]), 5, 6),
    ("D11", lambda n: message(flags=V2 * n, components=[text(9)]), 1, 0),
    ("D11", lambda n: message(flags=V2, components=[text(9)], content="x" * n), 0, 1),
    ("D12", lambda n: sizes(answer=n), 10 << 20, (10 << 20) + 1),
    ("D12", lambda n: sizes(**{f"f{i}": 1 for i in range(n)}), 10, 11),
    ("D13", lambda n: message(content="x", nonce="0" * n, enforce_nonce=True), 25, 26),
    ("D15", lambda n: thread(name="n" * n), 100, 101),
    ("D15", lambda n: thread(name="n" * n), 1, 0),
    ("D15", lambda n: thread(auto_archive_duration=n), 10080, 120),
    ("D28", lambda n: message(content="x", allowed_mentions={"parse": ["users"] * n}), 0, 1),
    ("D28", lambda n: message(content="x", allowed_mentions={"parse": [], "roles": "r" * n}), 0, 1),
]


@pytest.mark.parametrize(("broken", "made", "fits", "breaks"), FITS_AND_BREAKS)
def test_a_row_lets_pass_what_just_fits_and_nothing_more(
    broken: str, made: Callable[[int], Outgoing], fits: int, breaks: int
) -> None:
    assert breaches(made(fits)) == []
    assert {violation.row for _, violation in breaches(made(breaks))} == {broken}


def broken_by(one: Outgoing) -> list[str]:
    return [violation.row for _, violation in breaches(one)]


def test_every_row_of_the_table_is_broken_by_something_here() -> None:
    assert {broken for broken, *_ in FITS_AND_BREAKS} | {"D31"} == {row.id for row in TABLE}


def test_who_says_nothing_of_mentions_mentions_whomever_the_text_names() -> None:
    assert broken_by(Outgoing("post", message={"content": "@everyone"})) == ["D28"]
    shown: Json = {"flags": V2, "components": [{"type": 17, "components": [text(3)]}]}
    assert broken_by(Outgoing("edit", "edit", v2=True, message=shown)) == ["D28"]
    assert broken_by(Outgoing("edit", "edit", message={"components": []})) == []
    assert broken_by(message(content="<@1>", allowed_mentions={"parse": [], "users": ["1"]})) == []


def test_a_nonce_stands_where_discord_looks_at_it() -> None:
    body: Json = {"content": "x", "allowed_mentions": NOBODY}
    assert broken_by(Outgoing("followup", nonces=False, message=body | {"nonce": "1"})) == ["D13"]
    assert broken_by(Outgoing("post", message=body | {"enforce_nonce": True})) == ["D13"]


def test_a_message_of_components_stays_one() -> None:
    body: Json = {"flags": 0, "components": [text(3)], "allowed_mentions": NOBODY}
    assert "D11" in broken_by(Outgoing("edit", "edit", v2=True, message=body))


def test_a_picture_that_is_shown_is_sent() -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://sum.png"}}]}
    shown: Json = {"flags": V2, "components": [gallery], "allowed_mentions": NOBODY}
    assert broken_by(Outgoing("post", message=shown)) == ["D12"]
    assert broken_by(Outgoing("post", message=shown, files={"sum.png": 9})) == []
    two = {"sum.png": 9, "other.png": 9}
    assert broken_by(Outgoing("post", message=shown, files=two)) == ["D12"]


def test_a_file_is_told_of_by_its_number() -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://sum.png"}}]}
    shown: Json = {"flags": V2, "components": [gallery], "allowed_mentions": NOBODY}

    def broken(kind: Literal["new", "edit"], *attachments: Json) -> list[str]:
        body = shown | {"attachments": list(attachments)}
        return broken_by(Outgoing("post", kind, message=body, files={"sum.png": 9}))

    assert broken("new", {"id": 0, "filename": "sum.png", "description": "x" * 1024}) == []
    assert broken("new", {"id": 0, "description": "x" * 1025}) == ["D12"]
    assert broken("new", {"id": 1}) == ["D12"]
    assert broken("new", {"id": 0, "filename": "other.png"}) == ["D12"]
    assert broken("edit", {"id": 0}, {"id": 123456789012345678}) == []


@pytest.mark.parametrize("name", ["quiz", "kv-cache", "面试", "o'clock", "_", "ไทย", "हिन्दी", "3"])
def test_a_name_of_letters_and_numbers_of_any_script(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["Quiz", "two words", "", "a/b", "題！", "🙂", "É"])
def test_no_name_of_anything_else(name: str) -> None:
    assert not is_name(name)
    assert "D6" in broken_by(command(name=name))


def test_locales_are_discord_s_and_the_default_is_among_them() -> None:
    chinese = {"zh-CN": "一道题"}
    english = {"en-US": "One question"}
    assert broken_by(command(description_localizations=chinese)) == ["D31"]
    assert broken_by(command(description_localizations=chinese | english)) == []
    unknown = {"zh": "一道题"} | english
    assert broken_by(command(description_localizations=unknown)) == ["D31"]
    assert broken_by(command(name_localizations={"en-US": "quiz", "zh-CN": "出 题"})) == ["D6"]


def test_the_longest_locale_counts() -> None:
    one = sized(8000)
    assert one.commands is not None
    longer = {"en-US": one.commands[0]["description"], "zh-CN": "一" * 13}
    assert broken_by(command(**one.commands[0] | {"description_localizations": longer})) == ["D7"]


async def test_a_request_that_breaks_a_row_is_refused_and_remembered(discord: LocalDiscord) -> None:
    async with by_rest(discord) as bot:
        channel = bot.get_partial_messageable(discord.general.id)
        with pytest.raises(real.HTTPException) as met:
            await channel.send("x" * 2001)
        assert met.value.code == 50035
        assert "D9" in met.value.text
        assert [(one.row, one.route) for one in discord.violations] == [("D9", "post")]
        await channel.send("@everyone", allowed_mentions=real.AllowedMentions.all())
        assert [one.row for one in discord.violations] == ["D9", "D28"]
        assert [one.text for one in discord.messages(discord.general)] == ["@everyone"]
    discord.violations.clear()


async def test_a_message_becomes_one_of_components_only_without_its_content(
    discord: LocalDiscord,
) -> None:
    async with by_rest(discord) as bot:
        message = await bot.get_partial_messageable(discord.general.id).send("A question")
        view = real.ui.LayoutView()
        view.add_item(real.ui.TextDisplay("A question, shown better"))
        with pytest.raises(real.HTTPException):
            await message.edit(view=view)
        # discord.py names the client's allowed_mentions only where it names a content
        assert [one.row for one in discord.violations] == ["D28", "D11"]
        await message.edit(content=None, view=view)
        assert discord.messages(discord.general)[0].text == "A question, shown better"
    discord.violations.clear()


async def test_a_body_that_is_no_json_is_refused(discord: LocalDiscord) -> None:
    headers = {"Authorization": f"Bot {discord.token}", "Content-Type": "application/json"}
    url = f"{discord.api}/channels/{discord.general.id}/messages"
    async with aiohttp.ClientSession(headers=headers) as known, known.post(url, data="{") as answer:
        assert answer.status == 400
    assert [one.row for one in discord.violations] == ["JSON"]
    discord.violations.clear()


async def test_what_the_local_discord_does_not_serve_is_no_silence(discord: LocalDiscord) -> None:
    async with by_rest(discord) as bot:
        with pytest.raises(real.NotFound):
            await bot.fetch_stage_instance(1)
    assert [one.row for one in discord.violations] == ["unserved"]
    discord.violations.clear()
