"""What is typed on Slack is a command where it is one without doubt, and the words as they were."""

import pytest

from bot.platforms.slack.hearing import typed
from bot.words import say


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("quiz", "/quiz"),
        ("Quiz tag:RAG", "/quiz tag:RAG"),
        ("quiz KV Cache", "/quiz KV Cache"),
        ("出题 tag:KV", "/quiz tag:KV"),
        ("帮助", "/help"),
        ("题库 搜索 注意力", "/bank search 注意力"),
        ("bank", "/bank"),
        ("/coach quiz tag:RAG", "/quiz tag:RAG"),
        ("／coach setup", "/coach setup"),
        ("coach roles add:<@U1>", "/coach roles add:<@U1>"),
        ("settings language:zh", "/settings language:zh"),
        ("stop words are left out of the index", None),
        ("bank accounts are not caches", None),
        ("help: the model cannot see the answer", None),
        ("quiz shows are a bad analogy for how attention heads compete with each other", None),
        ("", None),
    ],
)
def test_words_are_a_command_without_doubt_or_not(text: str, line: str | None) -> None:
    assert typed.command(text, say) == line


@pytest.mark.parametrize(
    ("command", "text", "line"),
    [
        ("/quiz", 'tag:"KV Cache"', '/quiz tag:"KV Cache"'),
        ("/coach", "", "/help"),
        ("/coach", "  quiz tag:a&amp;b ", "/quiz tag:a&b"),
        ("/coach", "setup", "/coach setup"),
        ("/coach", "/quiz", "/quiz"),
        ("/bank", "search kv", "/bank search kv"),
        ("/bank", "搜索 注意力", "/bank search 注意力"),
        ("/coach", "帮助", "/help"),
        ("/coach", "出题 tag:KV", "/quiz tag:KV"),
        ("/coach", "出题 地点:频道", "/quiz 地点:频道"),
        ("/coach", "每日一题 预览", "/daily preview"),
        ("/coach", "初始设置", "/coach setup"),
        ("/coach", "nonsense", "/nonsense"),
        ("/coach", "coach quiz", "/quiz"),
        ("/quiz", "a &lt; b", "/quiz a < b"),
    ],
)
def test_everything_stands_under_one_command_too(command: str, text: str, line: str) -> None:
    assert typed.slash(command, text, say) == line


@pytest.mark.parametrize(
    ("sent", "typed_words"),
    [
        ("<@UME> quiz", "quiz"),
        ("a &lt; b &amp;&amp; c &gt; d &amp;lt;", "a < b && c > d &lt;"),
        ("see <https://a.example/x|a.example/x>", "see a.example/x"),
        ("<https://a.example|this>", "this (https://a.example)"),
        ("<mailto:a@b.c|a@b.c> <#C1|general> <@U2|bea> <!here|here>", "a@b.c <#C1> <@U2> here"),
    ],
)
def test_words_are_as_they_were_typed(sent: str, typed_words: str) -> None:
    assert typed.plain(sent, me="UME") == typed_words
