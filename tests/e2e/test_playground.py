"""From `/quiz` to streamed feedback in a real browser, with the real embedded model and store."""

import re
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.playing import Playing, playing, with_weights
from tests.house import SEED
from tests.kills import template
from tests.kills.thinking import thinking
from tests.kills.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
SOON = 60_000
BANK = """\
# Serving

### Q. Why keep a cache?
> **Id**: cache | **Tags**: [KV Cache]

No work is done twice.

#### Rubric
- (must) Keys and values are kept.
- No work is done twice.
- It takes memory.
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def opened(browser: Browser, url: str) -> Page:
    page = await browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    await page.goto(url)
    await page.wait_for_function("window.did_handshake === true")
    return page


async def test_a_question_is_asked_answered_and_read(browser: Browser, tmp_path: Path) -> None:
    home, bank = with_weights(tmp_path), tmp_path / "short.md"
    bank.write_text(BANK)
    async with playing(home, free_port(), COACH_BANK=str(bank)) as coach:
        page = await opened(browser, coach.url)
        box = page.get_by_test_id("message-box")
        await box.press_sequentially("/quiz tag:KV")
        await expect(page.get_by_test_id("suggestions")).to_contain_text("KV Cache")
        await box.press("Tab")
        await expect(box).to_have_value(re.compile("/quiz tag:KV Cache"))
        await box.press("Enter")

        thread = page.get_by_test_id("thread")
        await expect(thread).to_contain_text("Why keep a cache?")
        await page.get_by_test_id("thread-box").fill("Keys and values are kept. 每步都要算")
        await page.get_by_test_id("thread-box").press("Enter")

        said = thread.get_by_test_id("entry").last
        await expect(said).to_contain_text("not fit to judge", timeout=SOON)
        await expect(said).to_contain_text("☐")
        await said.get_by_role("button", name="Let it read my answer anyway").click()
        await expect(said).to_have_attribute("aria-busy", "true", timeout=SOON)
        filled: set[int] = set()
        while await said.get_attribute("aria-busy") == "true":
            filled.add((await said.inner_text()).count("⏳"))
            await page.wait_for_timeout(30)
        assert len(filled) >= 3, f"the checklist did not fill in before the reader's eyes: {filled}"
        await expect(said).to_contain_text("No score")
        await expect(said).to_contain_text("unproven")
        shown = await said.inner_text()
        assert not re.search(r"\d+ %", shown)

        await page.reload()
        await expect(page.get_by_test_id("thread")).to_contain_text("No score")
        await page.close()
    assert "Traceback" not in coach.errors.read_text()


async def test_a_kill_between_answer_and_feedback_loses_neither(
    browser: Browser, tmp_path: Path
) -> None:
    home, port = await template.home_in(tmp_path), free_port()
    async with thinking() as model:
        model.hold()
        told = {"COACH_BANK": str(SEED), "LLM_BASE_URL": model.url}
        async with playing(home, port, **told) as coach:
            page = await opened(browser, coach.url)
            await page.get_by_test_id("message-box").fill("/quiz tag:KV Cache")
            await page.get_by_test_id("message-box").press("Enter")
            await page.get_by_test_id("thread-box").fill("an answer that must not be lost")
            await page.get_by_test_id("thread-box").press("Enter")
            await expect(page.get_by_test_id("thread")).to_contain_text("reading", timeout=SOON)
            await until(lambda: model.stopped, SOON / 1000, "the model is in the middle of a word")
            coach.process.send_signal(signal.SIGKILL)
            await coach.process.wait()
            address = page.url
            await page.close()  # it would load itself anew as soon as the server is back
        model.release()
        async with playing(home, port, **told):
            page = await opened(browser, address)
            thread = page.get_by_test_id("thread")
            await expect(thread).to_contain_text("an answer that must not be lost", timeout=SOON)
            await expect(thread).to_contain_text("0 %", timeout=SOON)
            await expect(thread.get_by_text("Feedback", exact=True)).to_have_count(1)
            await page.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def modelless(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Playing]:
    """A playground whose model cannot be reached."""
    away = f"http://127.0.0.1:{free_port()}/v1"
    home = tmp_path_factory.mktemp("modelless")
    async with playing(home, free_port(), LLM_BASE_URL=away) as coach:
        yield coach


async def test_without_a_model_the_page_says_so_and_the_checklist_can_be_ticked(
    browser: Browser, modelless: Playing
) -> None:
    page = await opened(browser, modelless.url)
    await expect(page.get_by_test_id("status")).to_contain_text("no model")
    await page.get_by_test_id("message-box").fill("/quiz tag:KV Cache")
    await page.get_by_test_id("message-box").press("Enter")
    await page.get_by_test_id("thread-box").fill("keys and values are cached")
    await page.get_by_test_id("thread-box").press("Enter")
    said = page.get_by_test_id("thread").get_by_test_id("entry").last
    await expect(said).to_contain_text("Not graded", timeout=SOON)
    await said.get_by_test_id("button-tick").first.click()
    await expect(said).to_contain_text("By your own count: 1 of")
    await page.close()


async def test_half_a_character_in_an_answer_does_not_swallow_it(
    browser: Browser, modelless: Playing
) -> None:
    before = modelless.errors.read_text()
    page = await opened(browser, modelless.url)
    box = page.get_by_test_id("message-box")
    await box.evaluate(
        r"e => { e.value = 'half \ud800 a character'; e.dispatchEvent(new Event('input')); }"
    )
    await box.press("Enter")
    await expect(page.get_by_test_id("channel")).to_contain_text("a character")
    await page.close()
    assert modelless.errors.read_text() == before


async def test_answers_sent_while_the_coach_is_away_arrive_once_when_it_is_back(
    browser: Browser, tmp_path: Path
) -> None:
    away, port = f"http://127.0.0.1:{free_port()}/v1", free_port()
    answers = [f"answer number {number}" for number in range(3)]
    async with playing(tmp_path, port, LLM_BASE_URL=away) as coach:
        page = await opened(browser, coach.url)
        await page.get_by_test_id("message-box").fill("/quiz tag:KV Cache")
        await page.get_by_test_id("message-box").press("Enter")
        box = page.get_by_test_id("thread-box")
        await expect(box).to_be_visible()
        coach.process.send_signal(signal.SIGKILL)
        await coach.process.wait()
        for answer in answers:
            await box.fill(answer)
            await box.press("Enter")
    async with playing(tmp_path, port, LLM_BASE_URL=away):
        thread = page.get_by_test_id("thread")
        for answer in answers:
            await expect(thread.get_by_text(answer)).to_have_count(1, timeout=SOON)
        await expect(thread.get_by_text("Not graded")).to_have_count(3, timeout=SOON)
        await page.reload()
        await expect(thread.get_by_text("Not graded")).to_have_count(3, timeout=SOON)
        for answer in answers:
            await expect(thread.get_by_text(answer)).to_have_count(1)
        await page.close()
