"""An entry is drawn with all that it says, by whom, and for whom."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Button, Card, Entry, Field, Member, Thread
from bot.platforms.web.entries import entry_html
from bot.platforms.web.page import language_of_browser
from bot.platforms.web.places import place_of, query_of
from bot.words import say
from tests.platforms.web.conftest import COMMUNITY, GENERAL, ME
from tests.platforms.web.test_markdown import MATHS, Judge

WORDS = partial(say, "en")
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SAID = Entry("e1", GENERAL, 1, AT)


def html(entry: Entry, *, replies: int | None = None) -> str:
    return entry_html(entry, ME, WORDS, replies=replies)


class Everything(Judge):
    """Judges a whole entry: it may hold what we write around the Markdown, too."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ours = {"article", "header", "section", "h3", "dl", "dt", "dd", "details", "summary"}
        ours |= {"button", "time", "i", "b"}
        named = {name for name, _ in attrs}
        if tag in ours or any(name.startswith(("data-", "aria-", "lang")) for name in named):
            assert not any(name.startswith("on") or name in ("src", "href") for name in named)
        else:
            super().handle_starttag(tag, attrs)


@given(st.text(max_size=40), st.text(max_size=40))
def test_nobodys_words_leave_their_place(words: str, more: str) -> None:
    evil = f'{words}"><script>{more}'
    card = Card(
        title=evil,
        body=evil,
        fields=(Field(evil, evil),),
        spoiler=evil,
        spoiler_title=evil,
        note=evil,
        buttons=(Button(evil, evil),),
        language=evil,
    )
    entry = replace(SAID, card=card, text=evil, reasoning=evil, id=evil)
    for said_by in (None, Member(COMMUNITY, evil), Member(COMMUNITY, "x", evil)):
        for text in (evil, f"/{evil}"):
            judge = Everything()
            judge.feed(html(replace(entry, said_by=said_by, text=text), replies=2))
            judge.close()
    assert "script" not in MATHS


def test_who_said_it_and_who_sees_it_stand_above() -> None:
    assert "Interview Coach" in html(SAID)
    assert "App" in html(SAID)
    assert "Only you can see this" not in html(SAID)
    assert "Only you can see this" in html(replace(SAID, only_to=ME))
    assert ">You<" in html(replace(SAID, said_by=ME, text="hello"))
    other = Member(COMMUNITY, "u2", "Ada")
    assert ">Ada<" in html(replace(SAID, said_by=other, text="hello"))


def test_a_command_is_a_line_of_its_own() -> None:
    line = html(replace(SAID, said_by=ME, text="/quiz tag:KV Cache"))
    assert "<b>You</b> used <code>/quiz tag:KV Cache</code>" in line
    assert "avatar" not in line


def test_a_card_has_its_buttons_under_their_actions_names() -> None:
    buttons = (Button("Hint", "hint:p1"), Button("☑ 1", "tick:a1:c1", "primary"))
    drawn = html(replace(SAID, card=Card(title="Q", buttons=buttons, language="zh")))
    assert 'class="plain" data-action="hint:p1" data-testid="button-hint">Hint</button>' in drawn
    assert 'data-testid="button-tick"' in drawn
    assert '<section class="card" lang="zh"' in drawn


def test_a_long_fact_has_a_row_of_its_own() -> None:
    fields = (Field("Round", "first"), Field("Tags", "one, two, three, four, five, six, seven"))
    drawn = html(replace(SAID, card=Card(fields=fields)))
    assert "<div><dt>Round</dt><dd>first</dd></div>" in drawn
    assert '<div class="wide"><dt>Tags</dt>' in drawn


def test_a_card_of_buttons_alone_has_no_frame() -> None:
    assert "<section" not in html(replace(SAID, card=Card(buttons=(Button("a", "help:"),))))


def test_what_is_not_there_yet_pulses() -> None:
    waiting = replace(SAID, streaming=True)
    assert "pulse" in html(waiting)
    thinking = replace(waiting, reasoning="hm")
    assert "Thinking …" in html(thinking)
    writing = replace(thinking, text="So")
    assert "pulse" not in html(writing)
    assert "How the model got there" in html(writing)
    assert "<details" in html(writing)
    assert "<details open" not in html(writing)


def test_an_entry_that_opens_a_thread_has_a_chip_for_it() -> None:
    question = replace(SAID, card=Card(title="Why?"), opens_thread=True)
    assert "open-thread" not in html(question)
    for replies, label in ((0, "Open thread"), (1, "· 1 reply"), (7, "· 7 replies")):
        assert label in html(question, replies=replies)


def test_a_place_is_found_again_by_its_address() -> None:
    spots = [GENERAL]
    thread = Thread(GENERAL, "t1")
    assert place_of("channel/general", spots) == GENERAL
    assert place_of("thread/general/t1", spots) == thread
    assert query_of(thread) == "/?at=thread/general/t1"
    for line in ("", "channel/other", "thread/other/t1", "direct/you", "home/you", "x/y/z"):
        assert place_of(line, spots) is None


def test_the_browser_says_which_language_it_likes() -> None:
    assert language_of_browser("zh-CN,zh;q=0.9,en;q=0.8") == "zh"
    assert language_of_browser("fr, en-GB;q=0.7, zh;q=0.3") == "en"
    assert language_of_browser("en;q=0.2, zh-TW;q=0.9") == "zh"
    for header in ("", "fr", "en;q=0", "*", "en;q=nonsense", ";;,,"):
        assert language_of_browser(header) is None
