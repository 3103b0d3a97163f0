"""Shows messages of Discord as its program does, near enough to judge a layout: JSON to HTML."""

import base64
import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt

Json = dict[str, Any]
Files = Mapping[str, bytes]
"""The files of a message by their names."""

_ROW, _BUTTON, _SELECT, _INPUT, _TEXT, _GALLERY, _CONTAINER, _LABEL = 1, 2, 3, 4, 10, 12, 17, 18
_SMALL = re.compile(r"^-# (.*)$")
_STYLE = """
:root { color-scheme: dark }
* { box-sizing: border-box }
body { margin: 0; padding: 16px; background: #1a1a1e; color: #dbdee1; font: 16px/1.375 "gg sans",
  "Noto Sans", "Helvetica Neue", Arial, "DejaVu Sans Condensed", "Noto Sans CJK SC",
  "Noto Color Emoji", sans-serif }
h6 { margin: 24px 0 4px; font: 600 12px/1 sans-serif; color: #949ba4; border-top: 1px solid #3f4147;
  padding-top: 8px }
h6:first-child { margin-top: 0; border: 0 }
.message { display: flex; gap: 16px; margin: 8px 0 16px }
.face { flex: none; width: 40px; height: 40px; border-radius: 50%; background: #4f7cff; color: #fff;
  font: 700 18px/40px sans-serif; text-align: center }
.ann .face { background: #8a6d3b }
.said { min-width: 0; flex: 1; max-width: 600px }
.who { font-weight: 600; color: #fff; margin-bottom: 4px }
.who i { font: 600 10px/1 sans-serif; background: #5865f2; border-radius: 4px; padding: 2px 4px;
  margin-left: 4px; vertical-align: 2px }
.alone { font-size: 12px; color: #949ba4; margin-top: 4px }
.card { border: 1px solid #3a3b42; border-left: 4px solid #4f7cff; border-radius: 8px;
  background: #242429; padding: 12px 16px; margin: 4px 0 }
.card.spoiler { border-left-color: #3a3b42 }
.card.spoiler::before { content: "SPOILER"; font: 700 11px/1 sans-serif; color: #949ba4 }
.text { overflow-wrap: anywhere; white-space: normal }
.text p { margin: 0 } .text p + p, .text ul, .text ol, .text pre, .text blockquote { margin: 8px 0 }
.text h2 { font-size: 20px; margin: 0 0 6px; color: #fff; line-height: 1.3 }
.text h3 { font-size: 17px; margin: 8px 0 4px; color: #fff }
.text ul, .text ol { padding-left: 22px }
.text small { font-size: 13px; color: #a5aab1; display: block; line-height: 1.3 }
.text a { color: #6aa5ff; text-decoration: none }
.text code { background: #2b2d31; border-radius: 4px; padding: 0 3px;
  font: 14px/1.3 "DejaVu Sans Mono", Consolas, "Noto Sans Mono CJK SC", monospace }
.text pre { background: #2b2d31; border: 1px solid #1e1f22; border-radius: 4px; padding: 8px;
  overflow-x: auto } .text pre code { padding: 0 }
.text blockquote { border-left: 4px solid #4e5058; padding-left: 12px }
.picture { display: block; max-width: 100%; border-radius: 8px; margin: 6px 0 }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 }
.row b { font: 500 14px/1 "Noto Sans", sans-serif; border-radius: 8px; padding: 9px 16px;
  background: #3a3b42; color: #fff } .row .s1 { background: #5865f2 }
.row .s3 { background: #248046 } .row .s4 { background: #da373c }
.form { max-width: 440px; background: #242429; border-radius: 12px; padding: 16px; margin: 8px 0 }
.form h2 { margin: 0 0 12px; font-size: 20px; color: #fff }
.form label { display: block; font-weight: 600; margin: 12px 0 4px }
.form label small { display: block; font-weight: 400; color: #a5aab1 }
.form div { background: #17171a; border: 1px solid #3a3b42; border-radius: 8px; padding: 8px 10px;
  min-height: 40px; white-space: pre-wrap } .form .long { min-height: 110px }
.form .empty { color: #80848e }
"""


def page(bodies: Sequence[str]) -> str:
    """A page of Discord, dark."""
    head = f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>"
    return head + "\n".join(bodies)


def caption(text: str) -> str:
    """A line that says what follows."""
    return f"<h6>{html.escape(text)}</h6>"


def message(said: Json, files: Files | None = None, *, by: str = "Coach", alone: str = "") -> str:
    """A message: its `content` or `components`; `alone` is the line under what one member sees."""
    shown = _text(said.get("content") or "")
    shown += "".join(_component(one, files or {}) for one in said.get("components", ()))
    note = f'<div class="alone">{html.escape(alone)}</div>' if alone else ""
    bot = by == "Coach"
    return (
        f'<div class="message{"" if bot else " ann"}"><div class="face">{html.escape(by[0])}</div>'
        f'<div class="said"><div class="who">{html.escape(by)}{"<i>APP</i>" if bot else ""}</div>'
        f"{shown}{note}</div></div>"
    )


def form(said: Json) -> str:
    """A form as it opens."""
    inputs = "".join(_component(one, {}) for one in said["components"])
    return f'<div class="form"><h2>{html.escape(said["title"])}</h2>{inputs}</div>'


def _component(one: Json, files: Files) -> str:
    match one["type"]:
        case kind if kind == _CONTAINER:
            inside = "".join(_component(each, files) for each in one["components"])
            return f'<div class="card{" spoiler" if one.get("spoiler") else ""}">{inside}</div>'
        case kind if kind == _TEXT:
            return _text(one["content"])
        case kind if kind == _GALLERY:
            return "".join(_picture(each, files) for each in one["items"])
        case kind if kind == _ROW:
            inside = "".join(_component(each, files) for each in one["components"])
            return f'<div class="row">{inside}</div>'
        case kind if kind == _BUTTON:
            return f'<b class="s{one["style"]}">{html.escape(one["label"])}</b>'
        case kind if kind == _LABEL:
            more = one.get("description") or ""
            small = f"<small>{html.escape(more)}</small>" if more else ""
            label = f"<label>{html.escape(one['label'])}{small}</label>"
            return label + _component(one["component"], files)
        case kind if kind == _SELECT:
            chosen = next((each for each in one["options"] if each.get("default")), None)
            return f"<div>{html.escape(chosen['label'] if chosen else '…')} ▾</div>"
        case kind if kind == _INPUT:
            long = "long" if one["style"] == 2 else ""
            value = one.get("value") or ""
            empty = "" if value else "empty"
            shown = html.escape(value or one.get("placeholder", ""))
            return f'<div class="{long} {empty}">{shown}</div>'
    raise ValueError(f"a component of type {one['type']} is not shown yet")


def _picture(item: Json, files: Files) -> str:
    url = item["media"]["url"]
    name = url.rpartition("/")[2]
    if name in files:
        url = "data:image/png;base64," + base64.b64encode(files[name]).decode()
    alt = html.escape(item.get("description") or "", quote=True)
    return f'<img class="picture" src="{html.escape(url, quote=True)}" alt="{alt}">'


def _text(text: str) -> str:
    """Discord's Markdown: every line break counts, `-#` begins small print."""
    if not text:
        return ""
    parts: list[str] = []
    plain: list[str] = []

    def flush() -> None:
        if plain:
            parts.append(_markdown("\n".join(plain)))
            plain.clear()

    for line in text.split("\n"):
        if small := _SMALL.match(line):
            flush()
            parts.append(f"<small>{_inline(small[1])}</small>")
        else:
            plain.append(line)
    flush()
    return f'<div class="text">{"".join(parts)}</div>'


_PARSER = MarkdownIt("commonmark", {"breaks": True, "html": False}).enable("strikethrough")


def _markdown(text: str) -> str:
    return str(_PARSER.render(_mentions(text)))


def _inline(text: str) -> str:
    return str(_PARSER.renderInline(_mentions(text)))


def _mentions(text: str) -> str:
    text = re.sub(r"<@!?\d+>", r"[@Coach](https://discord.com/users/)", text)
    return re.sub(r"<#(\d+)>", r"[# thread](https://discord.com/channels/\1)", text)
