"""From a suggestion to a question that is served, in a real browser with the real store."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.playing import playing
from tests.e2e.test_playground import free_port, opened
from tests.flows.test_bank import written

pytestmark = pytest.mark.asyncio(loop_scope="module")
SOON = 15_000


async def says(page: Page, line: str) -> None:
    box = page.get_by_test_id("message-box")
    await box.fill(line)
    await box.press("Escape")
    await box.press("Enter")


async def test_a_suggestion_is_written_held_against_the_bank_approved_and_served(
    browser: Browser, tmp_path: Path
) -> None:
    away = f"http://127.0.0.1:{free_port()}/v1"
    bank = str(written(tmp_path))
    async with playing(tmp_path, free_port(), COACH_BANK=bank, LLM_BASE_URL=away) as coach:
        page = await opened(browser, coach.url)
        last = page.get_by_test_id("entry").last
        await says(page, "/bank show cache-why")
        await expect(last.get_by_text("nothing is computed twice").first).not_to_be_visible()
        await last.get_by_test_id("spoiler").locator("summary").click()
        await expect(last.get_by_text("nothing is computed twice").first).to_be_visible()

        await says(page, "/bank suggest title:Why does the KV cache help?")
        await expect(page.get_by_test_id("input-title")).to_have_value(
            "Why does the KV cache help?"
        )
        await page.get_by_test_id("input-answer").fill("An answer.\n\n### Q. Planted?")
        await page.get_by_test_id("dialog-submit").click()
        await expect(last).to_contain_text("Is it one of these?", timeout=SOON)
        await expect(last).to_contain_text("Why does a KV cache help?")

        await last.get_by_test_id("button-edit").click()
        await expect(page.get_by_test_id("input-answer")).to_have_value(
            "An answer.\n\n### Q. Planted?"
        )
        await page.get_by_test_id("input-title").fill("What is speculative decoding?")
        await page.get_by_test_id("dialog-submit").click()
        await expect(last).to_contain_text("Thank you, it is in the queue", timeout=SOON)

        await last.get_by_test_id("button-queue").click()
        await expect(last).to_contain_text("1 of 1 in the queue")
        await last.get_by_test_id("button-approve").click()
        await expect(last).to_contain_text("Approved and written to the bank", timeout=SOON)
        await page.wait_for_timeout(2000)
        await says(page, "/bank search speculative decoding")
        await expect(last).to_contain_text("What is speculative decoding?")
        await says(page, "/bank search planted")
        await expect(last).not_to_contain_text("Q. Planted?")
        await says(page, "/bank stats")
        await expect(last).to_contain_text("Suggested questions (1)")
        await page.close()
    assert "Traceback" not in coach.errors.read_text()
