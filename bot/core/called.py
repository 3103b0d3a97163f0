"""What options and their values are called besides their own names: in Chinese, and in short."""

from collections.abc import Mapping, Sequence

from bot.core import tags

OPTIONS: Mapping[str, Sequence[str]] = {
    "add": ("添加",),
    "catchup": ("补发时限", "补发"),
    "channel": ("频道",),
    "command": ("命令",),
    "count": ("题数", "数量"),
    "day": ("日期", "哪天"),
    "days": ("星期", "哪几天"),
    "digest": ("每周回顾", "回顾"),
    "order": ("顺序",),
    "privacy": ("隐私",),
    "problem": ("题目",),
    "question": ("题目", "问题"),
    "reminders": ("提醒",),
    "remove": ("移除",),
    "reveal": ("公布时间", "公布"),
    "scope": ("范围",),
    "strategies": ("多种策略", "策略"),
    "strategy": ("策略",),
    "tags": ("标签",),
    "tells": ("通知",),
    "time": ("时间",),
    "title": ("题目", "标题"),
    "training": ("训练授权", "训练"),
    "where": ("地点", "在哪", "位置"),
    "words": ("关键词",),
    "zone": ("时区",),
}
"""By option; those of filters are `filters.NAMES`."""

_SWITCH: Mapping[str, Sequence[str]] = {
    "on": ("开", "打开", "开启", "是", "yes"),
    "off": ("关", "关闭", "关掉", "否", "no"),
}
_HERE = ("频道", "频道里", "本频道", "频道的", "公开", "大家")
_ALONE = ("私下", "私密", "私聊", "单独", "仅自己")
VALUES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "count": {str(one): (f"{one}题", f"{one}道") for one in range(1, 6)},
    "language": {"zh": ("中文",), "en": ("英文",)},
    "order": {
        "random": ("随机", "by chance"),
        "in-order": ("按题库顺序", "按顺序", "顺序", "as in the bank"),
        "balanced": ("各主题轮流", "轮流", "均衡", "topics in turn"),
        "newest": ("最新的优先", "最新优先", "最新", "the newest first"),
        "missed": ("漏答最多的优先", "漏答最多", "漏答", "what is missed most"),
    },
    "privacy": {
        "thread": ("话题", "发在话题里", "讨论串", "公开", "in the thread"),
        "private": (*_ALONE, "只给作答者看", "only to who answered"),
    },
    "reminders": _SWITCH,
    "scope": {
        "me": ("我", "我的", "我自己的", "自己", "个人", "my own"),
        "channel": (*_HERE, "the channel's"),
    },
    "training": _SWITCH,
    "where": {
        "channel": (*_HERE, "在频道里，大家都能看到", "in the channel, for all", "here"),
        "private": (*_ALONE, "只在你我之间", "between you and me", "alone"),
    },
}
"""By option and value, the shortest Chinese word first; those of filters are `filters.checked`."""

_DIFFICULTY: Mapping[str, str] = {"easy": "简单", "medium": "中等", "hard": "困难"}
_KNOWN: Mapping[str, Mapping[str, str]] = {
    option: {tags.key(name): value for value, names in values.items() for name in names}
    for option, values in VALUES.items()
}


def value_of(option: str, called: str) -> str | None:
    """The value of an option that is called so; None where none is."""
    return _KNOWN.get(option, {}).get(tags.key(called))


def in_chinese(option: str, value: str) -> str:
    """What a value of an option is called in Chinese; the value itself where it has no name."""
    if option == "difficulty":
        return _DIFFICULTY.get(value, value)
    return next(iter(VALUES.get(option, {}).get(value, ())), value)
