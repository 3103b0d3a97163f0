"""Whatever a member does who has not answered, no words of a reference answer, nor of what another
said in private, stand where others read them."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.core.commands import COMMANDS
from bot.core.completion import Message
from bot.llm.scripted import Reply, ScriptedModel
from tests.judges import Judge
from tests.platforms.discord.overhearing import Said, parted, said
from tests.platforms.discord.town import town
from tests.platforms.discord.walking import Walk
from tests.wire.discord.permits import Permit
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, User

REFERENCE = re.compile(r"\b(?:quor|zimb|vext|mulg)\w*|齐姆\w?", re.IGNORECASE)
"""Words that stand in reference answers, rubrics and hints alone."""
PRIVATE = re.compile(r"\b(?:neb|drax)\w+ix\b", re.IGNORECASE)
"""Words that Bob said in private."""
PUBLIC = re.compile(r"\bploverish\w*", re.IGNORECASE)
"""Words that Bob said where all could read."""
SECRET = re.compile("|".join(one.pattern for one in (REFERENCE, PRIVATE, PUBLIC)), re.IGNORECASE)
BANK = """\
# Serving

### Q. Why is decoding slow?
> **Id**: slow | **Company**: Acme | **Round**: 1 | **Difficulty**: hard | **Tags**: [Decoding]

Quorvex quorbane zimbel. Vextar mulgor, and:

| quorsit | zimbath |
|---|---|
| vextile | mulgive |

$$quorum_{zimb} = \\frac{vext}{mulg}$$

#### Rubric
- (must, weight 2) Quorvex limits quorbane.
- Zimbel reads vextar.
- Mulgor shares zimbath. (accept: quorlike; reject: vextless)

#### Hint
Think of quorvex and mulgor.

### Q. What does paging do?
> **Id**: paging | **Company**: Bolt | **Round**: 2 | **Difficulty**: easy | **Tags**: [KV Cache]

Quordle first.

- Zimbaro is cut.
- Vextrum is kept.

### Q. 为什么要分页？
> **Id**: fenye | **Company**: 阿里 | **Tags**: [KV Cache]

齐姆贝尔。

- 齐姆甲。
- 齐姆乙。
"""
ANSWER = "Nebulix comes before draxonix."
IN_PUBLIC = "It is ploverish, and ploverishly so."
WORDS = ("a wandering answer", "why?", "show me the answer", "I disagree", "let me try again")


_OF_ANSWER = re.compile(f"{PRIVATE.pattern}|{PUBLIC.pattern}", re.IGNORECASE)


def _judge(messages: Sequence[Message]) -> Judge:
    """It quotes what it finds of the answer."""
    quoted = _OF_ANSWER.search("\n".join(one.text for one in messages))
    return Judge({"c1": ("covered", quoted[0]), "c2": ("wrong", quoted[0])} if quoted else {})


def _reply(messages: Sequence[Message]) -> Reply:
    """Its advice tells all that it read of the reference answer."""
    found = _judge(messages).reply(messages)
    assert isinstance(found, Mapping)
    known = " ".join(REFERENCE.findall("\n".join(one.text for one in messages)))[:200]
    told: dict[str, Any] = {}
    for name, one in found.items():
        if name == "followup":
            told[name] = f"What of {known}?"
        elif isinstance(one, list):
            told[name] = [each | {"sentence": f"You know {known}."} for each in one]
        else:
            told[name] = one
    return told


def telltale() -> ScriptedModel:
    """A model that tells what it should not."""
    return ScriptedModel(_reply, weigh=lambda messages: _judge(messages).weigh(messages))


async def answered(local: LocalDiscord, app: App, bob: User) -> Channel:
    """Bob has a question asked, answers it in private, contests that, and answers in public."""
    used = await local.slash("quiz", user=bob, question="slow")
    await app.pump.settled(f"discord:i:{used.id}")
    question = local.messages(local.general)[-1]
    assert question.thread is not None
    sent = await local.submit(await local.press(question, "answer", bob), text=ANSWER)
    await app.pump.settled(f"discord:i:{sent.id}")
    mine = [one for one in local.seen(local.general, bob) if "dispute" in str(one.buttons)]
    opened = await local.press(mine[-1], "dispute", bob)
    contested = await local.submit(opened, argument=f"I did say {ANSWER}")
    public = local.say(question.thread, IN_PUBLIC, bob, mention=True)
    for key in (f"discord:i:{contested.id}", f"discord:m:{public.id}"):
        await app.pump.settled(key)
    return question.thread


def leaks(every: Sequence[Said], knowing: Collection[User]) -> list[str]:
    """What stood where it should not, and where that was; Bob's words are for those `knowing`."""
    found = []
    for one in every:
        whole = f"{one.shown}\n{one.hidden}"
        words = [] if one.reader else REFERENCE.findall(one.shown)
        if one.reader not in knowing:
            words += PRIVATE.findall(whole) + PUBLIC.findall(whole)
        if words:
            found.append(f"{one.sent.method} {one.sent.route}: {words}")
    return found


async def walked(home: Path, *permits: Permit, each: int = 0, keeper: bool = False) -> Walk:
    """All that somebody does, in short where `each` is 0; it spoils nothing for anybody."""
    async with LocalDiscord() as local:
        walk = await _walked(local, home, permits, each, keeper=keeper)
        assert local.violations == []
    return walk


async def _walked(
    local: LocalDiscord, home: Path, permits: Sequence[Permit], each: int, *, keeper: bool
) -> Walk:
    local.pace.on = False
    bank = home / "bank.md"
    bank.write_text(BANK, encoding="utf-8")
    eve, bob = local.person("Eve", *permits), local.person("Bob")
    keeps = f"discord:{eve.id}" if keeper else ""
    async with town(local, home / "home", telltale(), bank=bank, maintainers=keeps) as app:
        thread = await answered(local, app, bob)
        assert PRIVATE.search("".join(one.shown for one in said(local) if one.reader is bob))
        assert REFERENCE.search("".join(one.hidden for one in said(local) if one.reader is None))
        walk = Walk(local, app, eve, thread, WORDS, max(1, each))
        await (walk.everything() if each else walk.in_short())
    knowing = {bob, eve} if keeper else {bob}
    assert leaks(list(said(local)), knowing) == []
    assert not [one for one in walk.offered if SECRET.search(one)]
    return walk


async def test_a_member_who_tries_each_command_and_button_reads_no_spoiler(tmp_path: Path) -> None:
    walk = await walked(tmp_path)

    assert walk.used == {one.name for one in COMMANDS}
    assert {name for name, _ in walk.pressed} >= {"hint", "reveal", "skip", "answer", "retry"}
    assert set(walk.sent) >= {"answer", "retry", "settings"}


@pytest.mark.soak
@pytest.mark.parametrize("who", ["member", "organiser", "maintainer"])
async def test_whoever_tries_everything_spoils_nothing(tmp_path: Path, who: str) -> None:
    permits = [Permit.MANAGE_GUILD] if who == "organiser" else []
    walk = await walked(tmp_path, *permits, each=2, keeper=who == "maintainer")

    assert walk.used == {one.name for one in COMMANDS}
    assert {name for name, _ in walk.pressed} >= {"followup", "why", "next", "ask", "settings"}


def test_words_in_a_frame_to_be_opened_are_told_from_words_in_the_open() -> None:
    frame = {"type": 17, "spoiler": True, "components": [{"type": 10, "content": "quorvex"}]}
    body = {"components": [frame, {"type": 10, "content": "zimbel"}]}

    assert parted(body) == (["zimbel"], ["quorvex"])
