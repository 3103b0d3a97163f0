"""Takes the documentation's pictures of the playground: `python tools/pictures.py [FOLDER]`.

The real playground with the model that is configured, driven by a headless Chromium.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.e2e.playing import playing, with_weights
from tests.platforms.web.conftest import ARGUMENTS, BROWSERS

QUESTION = "infer-kv-cache-growth"
ANSWER = (
    "Each step still attends to the keys and values of all earlier tokens, "
    "so it reads more memory the longer the context gets."
)


async def journey(browser: Browser, url: str, **options: object) -> Page:
    """A page on which a question was asked, answered and read."""
    page = await browser.new_page(**options)  # type: ignore[arg-type]
    await page.goto(url)
    await page.wait_for_function("window.did_handshake === true")
    await page.get_by_test_id("message-box").fill(f"/quiz question:{QUESTION}")
    await page.get_by_test_id("message-box").press("Enter")
    box = page.get_by_test_id("thread-box")
    await box.fill(ANSWER, timeout=15_000)
    await box.press("Enter")
    said = page.get_by_test_id("thread").get_by_test_id("entry").last
    await said.get_by_test_id("button-next").wait_for(timeout=90_000)
    await expect(said).not_to_have_attribute("aria-busy", "true", timeout=90_000)
    return page


async def main(folder: Path) -> None:
    """Light, dark, at a phone's width, and the completion of a command."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        wide, phone = {"width": 1280, "height": 1080}, {"width": 390, "height": 844}
        for name, options in {
            "light": {"viewport": wide},
            "dark": {"viewport": wide, "color_scheme": "dark"},
            "phone": {"viewport": phone, "device_scale_factor": 2, "has_touch": True},
        }.items():
            with tempfile.TemporaryDirectory() as home:
                async with playing(with_weights(Path(home)), 8766) as coach:
                    page = await journey(browser, coach.url, locale="en-GB", **options)
                    await page.wait_for_timeout(300)
                    await page.screenshot(path=folder / f"playground-{name}.png")
                    if name == "light":
                        await page.get_by_test_id("message-box").press_sequentially("/quiz tag:")
                        await page.get_by_test_id("suggestions").wait_for()
                        await page.screenshot(path=folder / "playground-completion.png")
                    await page.close()
        await browser.close()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs/pictures"
    asyncio.run(main(target))
