"""Takes pictures of every card on Discord: `python tools/discord_pictures.py [FOLDER]`.

The whole coach at a local Discord, with a judge that says what it is told; each card is a picture,
in each language, dark, at a telephone's and a desktop's width. Without a folder only those of the
documentation are taken.
"""

import asyncio
import itertools
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.app import App
from bot.core.completion import Message as Prompt
from bot.core.completion import ModelFacts
from bot.llm.scripted import Reply, ScriptedModel
from bot.platforms.discord.sending.answering import DEFERRED, MODAL
from tests.judges import Judge
from tests.kills import template
from tests.kills.thinking import MODEL
from tests.platforms.discord import looking as look
from tests.platforms.discord.town import town
from tests.platforms.web.conftest import ARGUMENTS, BROWSERS
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import Channel, Interaction, Message, User

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SHOWN = {
    "en": ("desktop", ("question", "answer", "feedback")),
    "zh": ("phone", ("question", "answer", "feedback")),
}
"""What the documentation shows of a language, and how wide."""
WIDTHS = {"phone": 400, "desktop": 900}
ALONE = {"en": "👁 Only you can see this", "zh": "👁 只有你能看到这条消息"}
LOCALES = {"en": "en-US", "zh": "zh-CN"}
QUESTIONS = {"en": "attn-merge-partials", "zh": "attn-merge-partials.zh"}
ANSWERS = {
    "en": "I would weight both halves by their sums of exponentials, so each GPU also sends its "
    "log-sum-exp. A plain average is wrong. About d numbers cross the link for each token.",
    "zh": "两边不能直接取平均，要按各自的指数和加权，所以每张卡还要传 log-sum-exp。"
    "每个 token 大约传 d 个数，和序列长度有关。",
}
SAID = {
    "en": [
        ("covered", "weight both halves by their sums of exponentials"),
        ("covered", "each GPU also sends its log-sum-exp"),
        ("partial", "About d numbers cross the link for each token"),
        ("missing", ""),
        ("wrong", "A plain average is wrong"),
    ],
    "zh": [
        ("covered", "按各自的指数和加权"),
        ("covered", "每张卡还要传 log-sum-exp"),
        ("wrong", "和序列长度有关"),
        ("missing", ""),
        ("partial", "不能直接取平均"),
    ],
}
FOLLOWUP = {
    "en": "What happens in your merge when one half is fully masked?",
    "zh": "如果其中一半被完全 mask，你的合并会得到什么？",
}
ADVICE = {
    "en": {
        "strengths": "You weight by the sums of exponentials and say what must be sent for that.",
        "gaps": "Say on what the d numbers depend, and on what they do not.",
        "misconceptions": "The merge is associative: the order of the parts does not matter.",
    },
    "zh": {
        "strengths": "你说清了要按指数和加权，以及为此要多传什么。",
        "gaps": "再说说怎样避免指数溢出。",
        "misconceptions": "要传的数与序列长度无关。",
    },
}
PROBLEM = {
    "en": "A box holds 6 apples. How many apples are in 3 boxes?",
    "zh": "一箱有 6 个苹果，3 箱一共有多少个？",
}
CHAINS = {
    "en": ("6 * 3 = 18. The answer is 18", "6 + 3 = 9. The answer is 9"),
    "zh": ("6 × 3 = 18，答案是18", "6 + 3 = 9，答案是9"),
}
COMPLAINT = {
    "en": "I said it: the sums of exponentials are what weights both halves.",
    "zh": "我已经说了：两边是按各自的指数和加权的。",
}


@dataclass
class Story:
    """What one member of a language meets, card after card."""

    local: LocalDiscord
    app: App
    language: str
    ann: User
    bodies: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, message: Message) -> None:
        """Keep a message as it stands now."""
        files = {
            str(one["filename"]): self.local.desk.files[int(one["id"])]
            for one in message.attachments
        }
        said = {"content": message.content, "components": message.components}
        alone = ALONE[self.language] if message.only_to else ""
        by = "Coach" if message.author is self.local.world.bot else message.author.name
        shown = look.message(said, files, by=by, alone=alone)
        self.bodies[name] = self.bodies.get(name, "") + shown

    async def used(self, name: str, interaction: Interaction) -> Interaction:
        """Keep what an interaction was answered with."""
        await self.local.acknowledged(interaction)
        if interaction.callback == MODAL:
            self.bodies[name] = look.form(interaction.form)
            return interaction
        if interaction.original is not None:
            self.keep(name, await self.local.answered(interaction, 20))
            if interaction.callback == DEFERRED:
                await self.app.pump.settled(f"discord:i:{interaction.id}")
            for one in interaction.followups:
                self.keep(name, one)
        return interaction

    async def command(self, name: str, command: str, /, **given: Any) -> Interaction:
        """Use a command, and keep what is answered."""
        return await self.used(name, await self.local.slash(command, user=self.ann, **given))

    async def press(self, name: str, message: Message, which: str) -> Interaction:
        """Press a button, and keep what is answered."""
        return await self.used(name, await self.local.press(message, which, self.ann))

    def mine(self, place: Channel) -> list[Message]:
        """What the coach said in a place, as the member sees it."""
        shown = self.local.seen(place, self.ann)
        return [one for one in shown if one.author is self.local.world.bot]

    async def told(self) -> None:
        """Live through it."""
        here = self.language
        await self.command("help", "help")
        await self.command("help of a command", "help", command="quiz")
        await self.command("settings", "settings")
        await self.command("health", "health")
        await self.command("bank search", "bank search", words="KV Cache")
        await self.command("bank show", "bank show", question=QUESTIONS[here])
        await self.command("bank stats", "bank stats")
        await self.command("no such tag", "quiz", tag="KV Cahce")
        await self.command("no such question", "bank show", question="attn-sqrt")
        used = await self.local.slash("quiz", user=self.ann, question=QUESTIONS[here])
        await self.app.pump.settled(f"discord:i:{used.id}")
        question = self.local.messages(self.local.general)[-1]
        assert question.thread is not None
        self.keep("question", question)
        await self.press("hint", question, "hint")
        await self.press("answer form", question, "answer")
        said = self.local.say(question.thread, ANSWERS[here], self.ann, mention=True)
        self.keep("answer", said)
        grows = await self.local.until(lambda: self.mine(question.thread), 20)  # type: ignore[arg-type]
        await self.local.until(lambda: len(grows[-1].versions) >= 2, 20)
        self.keep("feedback, growing", grows[-1])
        feedback = await self.local.until(lambda: self._whole(question.thread), 30)  # type: ignore[arg-type]
        for one in self.mine(question.thread):
            self.keep("feedback", one)
        for name in ("why", "followup", "dispute"):
            if any(key.startswith(f"{name}:") for key in feedback.buttons):
                opened = await self.press(name, feedback, name)
                if name == "dispute":
                    await self._contest(opened, question.thread)
        await self.press("reference answer", feedback, "reveal")
        await self.command("skip nothing", "stop")
        await self.command("strategies", "cot explain")
        await self.command("a strategy", "cot explain", strategy="tree-of-thoughts")
        problem = PROBLEM[here]
        await self._cot("run", "cot run", strategy="self-consistency", problem=problem)
        await self._cot("run of a graph", "cot run", strategy="step-checking", problem=problem)
        await self._cot("comparison", "cot compare", problem=problem)

    async def _cot(self, name: str, command: str, /, **given: str) -> None:
        used = await self.local.slash(command, user=self.ann, **given)
        await self.app.pump.settled(f"discord:i:{used.id}")
        asked = self.local.messages(self.local.general)[-1]
        assert asked.thread is not None
        self.keep(name, asked)
        for one in self.mine(asked.thread):
            self.keep(name, one)

    async def _contest(self, opened: Interaction, thread: Channel) -> None:
        before = len(self.mine(thread))
        which, words = (one["component"] for one in opened.form["components"])
        first = which["options"][0]["value"]
        given: dict[str, Any] = {
            which["custom_id"]: [first],
            words["custom_id"]: COMPLAINT[self.language],
        }
        await self.used("objection", await self.local.submit(opened, **given))
        await asyncio.sleep(2)
        for one in self.mine(thread)[before:]:
            self.keep("objection", one)

    def _whole(self, place: Channel) -> Message | None:
        done = [one for one in self.mine(place) if any("retry" in key for key in one.buttons)]
        return done[-1] if done else None


async def story(language: str, home: Path) -> dict[str, str]:
    """The cards of a language, as HTML, by what they are."""
    judge = Judge(followup=FOLLOWUP[language])

    chains = itertools.cycle([0, 0, 1, 0])

    def reply(messages: Sequence[Prompt]) -> Reply:
        if messages[0].text.startswith(("You solve problems", "你是解题助手")):
            chain = CHAINS[language][next(chains)]
            shape = messages[-1].text.endswith((":", "：", "only.", "答案。"))
            return {"answer": "18"} if shape else chain
        said = judge.reply(messages)
        for kind, sentence in ADVICE[language].items():
            for one in said.get(kind, ()) if isinstance(said, dict) else ():
                one["sentence"] = sentence
        return said

    facts = ModelFacts(MODEL, proven=True)
    model = ScriptedModel(reply, weigh=judge.weigh, pace=0.02, facts=facts)
    async with LocalDiscord() as local:
        ann = local.person("Ann" if language == "en" else "小安", locale=LOCALES[language])
        async with town(local, await template.home_in(home), model, bank=ROOT / "seeds") as app:
            question = app.bank().get(QUESTIONS[language])
            assert question is not None
            said = dict(zip((one.id for one in question.checkpoints), SAID[language], strict=False))
            object.__setattr__(judge, "said", said)
            told = Story(local, app, language, ann)
            await told.told()
            guild = local.install(
                "Evening Group" if language == "en" else "晚间小组", ann, locale=LOCALES[language]
            )
            direct = local.direct(ann)
            await local.until(lambda: direct.messages, 10)
            for one in told.mine(direct):
                told.keep("first run", one)
            general = guild.channels[0]
            local.deny(general)
            olga = local.person("Olga", locale=LOCALES[language])
            guild.owner = olga
            used = await local.slash("coach setup", user=olga, channel=general)
            told.ann = olga
            await told.used("setup", used)
            if local.violations:
                print(f"{language}: {local.violations}")
    return told.bodies


async def main(folder: Path | None) -> None:
    """Each card of each language at both widths; without a folder the documentation's alone."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for language in LOCALES:
            with tempfile.TemporaryDirectory() as home:
                cards = await story(language, Path(home))
            wanted = {
                PICTURES / f"discord-{language}.png": (WIDTHS[width], [cards[one] for one in shown])
                for width, shown in [SHOWN[language]]
            }
            if folder is not None:
                wanted = {
                    folder / f"{language}-{width}-{name.replace(' ', '-')}.png": (
                        pixels,
                        [look.caption(name), card],
                    )
                    for width, pixels in WIDTHS.items()
                    for name, card in cards.items()
                }
            for target, (pixels, bodies) in wanted.items():
                size = {"width": pixels, "height": 100}
                page = await browser.new_page(viewport=size, device_scale_factor=1.5)  # type: ignore[arg-type]
                await page.set_content(look.page(bodies))
                await page.screenshot(path=target, full_page=True)
                await page.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
