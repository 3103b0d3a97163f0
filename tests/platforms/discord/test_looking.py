"""Pictures of cards show all that a message says, and nothing in them runs."""

from bot.core.chat import Button, Card, Field
from bot.platforms.discord.rendering import cards
from tests.platforms.discord import looking


def test_all_parts_of_a_card_are_shown_and_no_word_becomes_markup() -> None:
    card = Card(
        "A *title*",
        "One <b>word</b>\n- a point",
        fields=(Field("Tags", "KV Cache"),),
        buttons=(Button("Hint & more", "hint:x", "primary"),),
        spoiler="the answer",
        note="small print",
    )
    shown = "".join(looking.message(one, alone="for you") for one in cards.messages(card))

    for part in ("<em>title</em>", "<li>a point</li>", "<strong>Tags</strong> KV Cache", "for you"):
        assert part in shown
    assert "&lt;b&gt;" in shown and "<b>" not in shown.replace('<b class="s1">', "")
    assert '<b class="s1">Hint &amp; more</b>' in shown
    assert "<small>small print</small>" in shown
    assert shown.index('class="card spoiler"') < shown.index("the answer")
