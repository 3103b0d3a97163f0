"""What a person at the playground sees and does, in a real browser."""

import asyncio
import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from bot.core.chat import Card, Channel, Direct, Entry, Field
from bot.core.commands import COMMANDS
from bot.platforms.transcript_mouth import SHOWN_EVERY
from tests.platforms.web.conftest import COMMUNITY, GENERAL, ME, Stage, Tabs, now, ready, served
from tests.platforms.web.scripted_coach import POINTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAILY = Channel(COMMUNITY, "daily")


async def ask(page: Page, line: str = "/quiz tag:KV Cache") -> None:
    """Ask for a question, whose thread then opens by itself."""
    await page.get_by_test_id("message-box").fill(line)
    await page.get_by_test_id("message-box").press("Enter")
    await expect(page.get_by_test_id("thread")).to_be_visible()


async def answer(page: Page, text: str) -> None:
    """Answer in the open thread."""
    await page.get_by_test_id("thread-box").fill(text)
    await page.get_by_test_id("thread-box").press("Enter")


async def test_a_question_is_asked_answered_and_graded_before_the_readers_eyes(
    tabs: Tabs, stage: Stage
) -> None:
    page = await tabs.open()
    stage.coach.steps = steps = asyncio.Semaphore(0)
    box, found = page.get_by_test_id("message-box"), page.get_by_test_id("suggestions")
    await box.press_sequentially("/qu")
    await expect(found.get_by_role("option")).to_have_count(1)
    await box.press("Tab")
    await expect(box).to_have_value("/quiz ")
    await expect(found.get_by_text("tag:", exact=True)).to_be_visible()
    await box.press_sequentially("tag:kv")
    await found.get_by_text("KV Cache", exact=True).click()
    await expect(box).to_have_value("/quiz tag:KV Cache ")
    await box.press("Enter")

    await expect(page.get_by_test_id("channel").locator(".used")).to_have_text(
        re.compile("You used /quiz tag:KV Cache")
    )
    thread = page.get_by_test_id("thread")
    await expect(thread.get_by_test_id("card")).to_contain_text("cost of decoding")
    await expect(thread.locator("math").first).to_be_visible()
    await expect(thread.locator(".fields")).to_contain_text("阿里")
    await expect(page.get_by_test_id("thread-box")).to_be_focused()

    await answer(page, "keys and values are cached")
    feedback = thread.get_by_test_id("entry").last
    await expect(feedback).to_have_attribute("aria-busy", "true")
    await expect(feedback.locator(".s-waiting")).to_have_count(len(POINTS))
    steps.release()
    await expect(feedback.locator(".s-yes")).to_have_count(1)
    await expect(feedback.locator(".pulse")).to_be_visible()
    for _ in range(8):
        steps.release()
        await asyncio.sleep(SHOWN_EVERY)  # or the mouth keeps the piece back for the next one
    await expect(feedback.get_by_test_id("text")).to_contain_text("Well begun")
    await expect(feedback).to_have_attribute("aria-busy", "true")
    stage.coach.steps = None
    for _ in range(50):
        steps.release()
    await expect(feedback).to_have_attribute("aria-busy", "false")
    await expect(feedback.locator(".s-yes")).to_have_count(len(POINTS))
    await expect(feedback.get_by_test_id("card")).to_contain_text("67 %")
    await expect(feedback.get_by_test_id("text").locator("li")).to_have_count(2)
    await expect(feedback.get_by_test_id("reasoning")).not_to_have_attribute("open", "")
    await expect(page.get_by_test_id("open-thread")).to_contain_text("2 replies")

    before = await page.locator(".playground").inner_text()
    await page.reload()
    await ready(page)
    await expect(page.get_by_test_id("open-thread")).to_contain_text("2 replies")
    assert await page.locator(".playground").inner_text() == before


async def test_the_journey_needs_no_mouse(tabs: Tabs) -> None:
    page = await tabs.open()
    keys = page.keyboard
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_test_id("message-box")).to_be_focused()
    await keys.type("/h")
    await expect(page.get_by_role("option", name="/help")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_test_id("suggestions")).to_have_count(0)
    await keys.press("Control+a")
    await keys.type("/")
    offered = {one.name.split()[0] for one in COMMANDS}
    await expect(page.get_by_role("option")).to_have_count(len(offered))
    await keys.press("ArrowDown")
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(page.get_by_test_id("message-box")).to_have_value("/quiz ")
    await keys.press("Enter")
    await expect(page.get_by_test_id("thread-box")).to_be_focused()
    await keys.type("cached")
    await keys.press("Enter")
    await expect(page.get_by_test_id("button-again")).to_be_visible()

    hint = page.get_by_test_id("thread").get_by_role("button", name="Hint")
    await hint.focus()
    await keys.press("Enter")
    spoiler = page.get_by_test_id("thread").get_by_test_id("spoiler")
    await expect(spoiler).to_contain_text("Open it")
    await expect(page.get_by_text("Think of memory.")).to_be_hidden()
    await spoiler.locator("summary").focus()
    await keys.press("Enter")
    await expect(page.get_by_text("Think of memory.")).to_be_visible()

    await page.get_by_test_id("thread").get_by_role("button", name="Answer privately").focus()
    await keys.press("Enter")
    await expect(page.get_by_label("Your answer")).to_be_focused()
    await keys.type("for your eyes")
    await keys.press("Escape")
    await expect(page.get_by_test_id("dialog")).to_be_hidden()
    again = page.get_by_test_id("thread").get_by_role("button", name="Answer privately")
    await expect(again).to_be_focused()
    await expect(again).not_to_have_attribute("aria-busy", "true")
    await keys.press("Enter")
    await expect(page.get_by_test_id("dialog")).to_be_visible()
    await expect(page.get_by_label("Your answer")).to_have_value("for your eyes")
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(page.get_by_test_id("dialog-submit")).to_be_focused()
    await keys.press("Enter")
    last = page.get_by_test_id("thread").get_by_test_id("entry").last
    await expect(last).to_contain_text("You wrote: for your eyes")
    await expect(last).to_contain_text("Only you can see this")


async def test_a_line_that_is_whole_is_sent_though_it_could_go_on(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    box = page.get_by_test_id("message-box")
    await box.press_sequentially("/quiz tag:KV Cache")
    await expect(page.get_by_role("option", name="KV Cache")).to_be_visible()
    await box.press("Enter")
    await expect(page.get_by_test_id("thread")).to_be_visible()
    assert [getattr(one, "filters", None) for one in stage.coach.heard] == [(("tag", "KV Cache"),)]


async def test_only_the_member_sees_what_a_wrong_command_gets(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    await page.get_by_test_id("message-box").fill("/quizz")
    await page.get_by_test_id("message-box").press("Enter")
    card = page.get_by_test_id("channel").get_by_test_id("card")
    await expect(card).to_contain_text("Did you mean /quiz?")
    seen = await stage.transcript.read(GENERAL, ME)
    assert [entry.only_to for entry in seen] == [ME, ME]
    assert stage.coach.heard == []


async def test_a_form_with_choices_is_filled_in(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    await page.get_by_test_id("message-box").fill("/settings")
    await page.get_by_test_id("message-box").press("Enter")
    await page.get_by_test_id("button-settings").click()
    dialog = page.get_by_test_id("dialog")
    await dialog.get_by_label("Language").select_option("English")
    await expect(dialog.get_by_label("Time zone")).to_have_value("Asia/Shanghai")
    await page.get_by_test_id("dialog-submit").click()
    await expect(dialog).to_be_hidden()
    await page.wait_for_timeout(200)
    choices = getattr(stage.coach.heard[0], "choices", None)
    assert choices == (("language", "en"), ("zone", "Asia/Shanghai"))


async def test_two_tabs_show_the_same(tabs: Tabs) -> None:
    context = await tabs.context()
    first, second = await tabs.open(context), await tabs.open(context)
    await ask(first)
    await expect(second.get_by_test_id("open-thread")).to_be_visible()
    await expect(second.get_by_test_id("thread")).to_be_hidden()
    await second.get_by_test_id("open-thread").click()
    await answer(first, "from the first tab")
    thread = second.get_by_test_id("thread")
    await expect(thread).to_contain_text("from the first tab")
    await expect(thread.get_by_test_id("text").last).to_contain_text("bandwidth")
    other = first.get_by_test_id("thread").get_by_test_id("text").last
    await expect(other).to_contain_text("bandwidth")


async def test_on_a_phone_there_is_one_pane_at_a_time(tabs: Tabs) -> None:
    page = await tabs.open(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    await expect(page.get_by_test_id("channel-list")).to_be_hidden()
    await page.get_by_test_id("menu").click()
    await expect(page.get_by_test_id("channel-list")).to_be_visible()
    await page.get_by_test_id("channel-daily").click()
    await expect(page.get_by_test_id("channel-list")).to_be_hidden()
    await expect(page.get_by_role("heading", name="# daily")).to_be_visible()
    await ask(page)
    await expect(page.get_by_test_id("channel")).to_be_hidden()
    await answer(page, "cached")
    await expect(page.get_by_test_id("button-again")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.get_by_test_id("close-thread").click()
    await expect(page.get_by_test_id("channel")).to_be_visible()
    await expect(page.get_by_test_id("thread")).to_be_hidden()
    await page.get_by_test_id("open-thread").click()
    await page.wait_for_url("**/?at=thread/**")
    await page.go_back()
    await expect(page.get_by_test_id("channel")).to_be_visible()


async def test_the_theme_follows_the_system_until_it_is_chosen(tabs: Tabs) -> None:
    page = await tabs.open(color_scheme="dark")
    theme = page.locator("html")
    await expect(theme).to_have_attribute("data-theme", "dark")
    await page.emulate_media(color_scheme="light")
    await expect(theme).to_have_attribute("data-theme", "light")
    await page.get_by_role("button", name="Light or dark").click()
    await expect(theme).to_have_attribute("data-theme", "dark")
    await page.reload()
    await expect(theme).to_have_attribute("data-theme", "dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(paper) == "rgb(23, 25, 28)"


async def test_the_page_speaks_the_browsers_language(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open(locale="zh-CN")
    await expect(page.get_by_role("heading", name="还没有人说话")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "zh")
    await expect(page.get_by_test_id("status")).to_have_text("a scripted coach (zh)")
    await ask(page)
    assert stage.coach.heard[0].language == "zh"


async def test_what_anybody_writes_stays_text(tabs: Tabs, stage: Stage) -> None:
    evil = "<img src=x onerror='hacked=1'><script>hacked=1</script>[x](javascript:hacked=1)"
    card = Card(title=evil, body=evil, fields=(Field(evil, evil),), spoiler=evil, note=evil)
    await stage.mouth.reply(GENERAL, card, key="evil")
    page = await tabs.open()
    await page.get_by_test_id("message-box").fill(evil)
    await page.get_by_test_id("message-box").press("Enter")
    await expect(page.get_by_test_id("entry")).to_have_count(2)
    await expect(page.get_by_test_id("entry").last).to_contain_text("<script>")
    assert await page.evaluate("typeof hacked") == "undefined"
    assert await page.locator(".log :is(img, script, iframe, [onerror])").count() == 0


async def test_a_draft_outlives_a_reload_and_a_look_elsewhere(tabs: Tabs) -> None:
    page = await tabs.open()
    box = page.get_by_test_id("message-box")
    await box.press_sequentially("two")
    await box.press("Shift+Enter")
    await box.press_sequentially("lines")
    await expect(box).to_have_value("two\nlines")
    await page.get_by_test_id("channel-daily").click()
    await expect(box).to_have_value("")
    await box.fill("/quiz tag:KV")
    await page.reload()
    await ready(page)
    await expect(page.get_by_role("heading", name="# daily")).to_be_visible()
    await expect(box).to_have_value("/quiz tag:KV")
    await page.get_by_test_id("channel-general").click()
    await expect(box).to_have_value("two\nlines")


async def test_words_that_could_not_be_kept_are_given_back(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    stage.transcript.broken = True
    box = page.get_by_test_id("message-box")
    await box.fill("do not lose me")
    await box.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    await expect(box).to_have_value("do not lose me")
    stage.transcript.broken = False
    await box.press("Enter")
    await expect(page.get_by_test_id("entry")).to_contain_text("do not lose me")
    await expect(box).to_have_value("")


async def test_a_request_that_could_not_be_recorded_is_answered(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    stage.coach.deaf = True
    await page.get_by_test_id("message-box").fill("/quiz")
    await page.get_by_test_id("message-box").press("Enter")
    await expect(page.get_by_test_id("card")).to_contain_text("could not be written")
    await expect(page.get_by_test_id("thread")).to_be_hidden()


async def test_what_is_sent_while_the_line_is_down_arrives_once(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    await page.get_by_test_id("message-box").fill("hello")
    await page.evaluate("socket.io.engine.close()")
    await page.get_by_test_id("message-box").press("Enter")
    await expect(page.get_by_test_id("entry")).to_have_count(1)
    await page.reload()
    await ready(page)
    await expect(page.get_by_test_id("entry")).to_have_count(1)
    await expect(page.get_by_test_id("message-box")).to_have_value("")
    assert len(stage.coach.heard) == 1


async def test_a_page_that_was_cut_off_catches_up(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    stage.transcript.hang_up()
    await stage.mouth.reply(GENERAL, Card(title="said meanwhile"), key="meanwhile")
    await expect(page.get_by_text("said meanwhile")).to_be_visible()
    await stage.mouth.reply(GENERAL, Card(title="said later"), key="later")
    await expect(page.get_by_text("said later")).to_be_visible()
    await expect(page.get_by_test_id("entry")).to_have_count(2)


async def test_a_message_is_replaced_where_it_stands(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    hidden = Card(title="first", spoiler="the **answer**", spoiler_title="Open it")
    said = await stage.mouth.reply(GENERAL, hidden, key="one")
    await stage.mouth.reply(GENERAL, Card(title="second"), key="two")
    await page.get_by_text("Open it").click()
    await stage.mouth.update(said, Card(title="third", spoiler="no", spoiler_title="Open it"))
    entries = page.get_by_test_id("entry")
    await expect(entries.first).to_contain_text("third")
    await expect(entries.first.get_by_test_id("spoiler")).to_have_attribute("open", "")
    await expect(entries).to_have_count(2)


async def test_what_is_heard_late_stands_where_it_was_said(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    early, late = Card(title="said early"), Card(title="said late")
    await stage.transcript.put(Entry("late", GENERAL, 0, now(), card=late))
    await expect(page.get_by_test_id("entry")).to_have_count(1)
    before = now() - timedelta(seconds=30)
    await stage.transcript.put(Entry("early", GENERAL, 0, before, card=early))
    entries = page.get_by_test_id("entry")
    await expect(entries).to_have_count(2)
    await expect(entries.first).to_contain_text("said early")
    await expect(entries.last).to_contain_text("said late")


async def test_a_reader_who_scrolled_up_is_left_in_peace(tabs: Tabs, stage: Stage) -> None:
    for number in range(300):
        card = Card(title=f"card {number}", body="some words\n\nin $2$ paragraphs")
        await stage.transcript.put(Entry(f"e{number}", GENERAL, 0, now(), card=card))
    page = await tabs.open()
    log = page.get_by_role("log", name="Messages", exact=True)
    await expect(page.get_by_text("card 299")).to_be_in_viewport()
    await expect(page.get_by_text("card 99", exact=True)).to_have_count(0)
    await stage.mouth.reply(GENERAL, Card(title="the newest"), key="newest")
    await expect(page.get_by_text("the newest")).to_be_in_viewport()

    await log.hover()
    await page.mouse.wheel(0, -100_000)
    await expect(page.get_by_text("card 100", exact=True)).to_be_in_viewport()
    await stage.mouth.reply(GENERAL, Card(title="newer still"), key="newer")
    await expect(page.get_by_text("newer still")).to_be_attached()
    await expect(page.get_by_text("card 100", exact=True)).to_be_in_viewport()

    await page.get_by_role("button", name="Show earlier messages").click()
    await expect(page.get_by_text("card 0", exact=True)).to_be_attached()
    await expect(page.get_by_text("card 100", exact=True)).to_be_in_viewport()
    await expect(page.get_by_test_id("earlier")).to_have_count(0)
    await page.get_by_test_id("newest").click()
    await expect(page.get_by_text("newer still")).to_be_in_viewport()


async def test_what_a_reader_asks_for_comes_into_view(tabs: Tabs, stage: Stage) -> None:
    long = "\n\n".join(f"line {number}" for number in range(60))
    await stage.mouth.reply(GENERAL, Card(title="long", spoiler=long), key="long")
    page = await tabs.open()
    await page.get_by_test_id("spoiler").locator("summary").click()
    await expect(page.get_by_text("line 1", exact=True)).to_be_in_viewport()
    await expect(page.get_by_text("line 59")).not_to_be_in_viewport()
    await page.get_by_test_id("message-box").fill("/help")
    await page.get_by_test_id("message-box").press("Enter")
    await expect(page.get_by_text("What you can do here")).to_be_in_viewport()


async def test_news_from_elsewhere_is_marked(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    daily = page.get_by_test_id("channel-daily")
    await stage.mouth.reply(DAILY, Card(title="the question of the day"), key="daily")
    await stage.mouth.reply(Direct(ME), Card(title="for you"), key="direct")
    await expect(daily).to_have_class(re.compile("unread"))
    await daily.click()
    await expect(page.get_by_text("the question of the day")).to_be_visible()
    await expect(daily).not_to_have_class(re.compile("unread"))
    await page.get_by_test_id("channel-coach").click()
    await expect(page.get_by_text("for you")).to_be_visible()
    await page.get_by_test_id("message-box").fill("/quiz")
    await page.get_by_test_id("message-box").press("Enter")
    await expect(page.get_by_test_id("button-answer")).to_be_visible()
    await expect(page.get_by_test_id("open-thread")).to_have_count(0)


async def test_an_address_that_leads_nowhere_shows_the_first_channel(
    tabs: Tabs, stage: Stage
) -> None:
    for at in ("thread/general/nothing", "direct/somebody", "channel/secret", "home/you", "<b>"):
        page = await tabs.open(at=f"/?at={at}")
        await expect(page.get_by_role("heading", name="# general")).to_be_visible()
        await expect(page.get_by_test_id("thread")).to_be_hidden()
    assert stage.coach.heard == []


async def test_the_way_back_closes_a_thread(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    await ask(page)
    await page.get_by_test_id("channel-daily").click()
    await expect(page.get_by_test_id("thread")).to_be_hidden()
    await page.wait_for_url("**/?at=channel/daily")
    await page.go_back()
    await expect(page.get_by_test_id("thread")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_test_id("thread")).to_be_hidden()
    await expect(page.get_by_role("heading", name="# general")).to_be_visible()


async def test_a_line_to_try_is_put_into_the_box(tabs: Tabs) -> None:
    page = await tabs.open()
    await page.get_by_role("button", name="/quiz tag:KV Cache").click()
    await expect(page.get_by_test_id("message-box")).to_have_value("/quiz tag:KV Cache")
    await expect(page.get_by_test_id("message-box")).to_be_focused()


async def test_a_name_that_is_still_being_spelled_is_not_sent(tabs: Tabs) -> None:
    page = await tabs.open()
    box = page.get_by_test_id("message-box")
    await box.fill("你好")
    composing = {"key": "Enter", "isComposing": True, "bubbles": True}
    await box.dispatch_event("keydown", composing)
    await expect(box).to_have_value("你好")
    await box.press("Enter")
    await expect(box).to_have_value("")


async def test_who_closes_the_page_is_told_nothing_more(tabs: Tabs, stage: Stage) -> None:
    page = await tabs.open()
    await expect(page.get_by_test_id("status")).not_to_be_empty()
    assert stage.transcript.followers == 1
    await page.close()
    for _ in range(100):
        if not stage.transcript.followers:
            break
        await asyncio.sleep(0.1)
    assert stage.transcript.followers == 0


async def test_a_page_outlives_a_restart(
    browser: Browser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    async with served() as before:
        await page.goto(before.url)
        await ready(page)
        await page.get_by_test_id("message-box").fill("a draft")
    await expect(page.locator("#popup")).to_be_visible()
    assert (caplog.records, "".join(capfd.readouterr())) == ([], "")
    async with served(int(before.url.rsplit(":", 1)[1])) as after:
        await after.mouth.reply(GENERAL, Card(title="here again"), key="again")
        await expect(page.get_by_text("here again")).to_be_visible(timeout=20_000)
        await expect(page.get_by_test_id("message-box")).to_have_value("a draft")
        await context.close()
    assert caplog.records == []
