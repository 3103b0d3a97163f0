"""What a member or a channel has chosen with `/settings`."""

from dataclasses import dataclass, fields, replace
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from bot.core import tags
from bot.core.errors import BadInput

LANGUAGES = ("en", "zh")
PRIVACY = ("thread", "private")
REMINDERS = ("on", "off")
TRAINING = ("on", "off")
_KNOWN = {"privacy": PRIVACY, "reminders": REMINDERS, "training": TRAINING}


@dataclass(frozen=True, slots=True)
class Preferences:
    """None means: not chosen, so the next wider choice holds (member, channel, operator).

    `privacy` is where feedback on a member's answers goes: into the `thread`, or to them alone.
    `training` is whether a member lets their graded answers be used to teach a model: nobody
    chooses that for them, so no wider choice ever holds for it.
    """

    language: str | None = None
    zone: str | None = None
    privacy: str | None = None
    reminders: str | None = None
    training: str | None = None

    def chosen(self, name: str, value: str) -> Self:
        """The preferences with one more choice; `-` takes a choice back. BadInput for an odd
        value."""
        if value in ("", "-", "none", "无"):
            return replace(self, **{name: None})
        match name:
            case "language":
                value = language_of(value)
            case "zone":
                value = _zone(value)
            case "privacy" | "reminders" | "training":
                known = _KNOWN[name]
                if value.casefold() not in known:
                    raise BadInput(
                        "error.unknown_choice", option=name, value=value, known=", ".join(known)
                    )
                value = value.casefold()
            case _:
                raise BadInput("error.unknown_option", option=name, near="")
        return replace(self, **{name: value})

    def over(self, wider: "Preferences") -> "Preferences":
        """These choices, and the wider ones where nothing was chosen."""
        both = {
            one.name: getattr(self, one.name) or getattr(wider, one.name)
            for one in fields(Preferences)
        }
        return Preferences(**(both | {"training": self.training}))


def language_of(value: str) -> str:
    """`en` or `zh` from what people call them; BadInput for another language."""
    names = {"en": "en", "english": "en", "英文": "en", "英语": "en"}
    names |= {
        "zh": "zh",
        "zh-cn": "zh",
        "zh-hans": "zh",
        "chinese": "zh",
        "中文": "zh",
        "汉语": "zh",
    }
    names |= {"en-us": "en", "en-gb": "en"}
    found = names.get(value.strip().casefold().replace("_", "-"))
    if found is None:
        raise BadInput(
            "error.unknown_choice", option="language", value=value, known=", ".join(LANGUAGES)
        )
    return found


_CITIES = {
    "Asia/Shanghai": "beijing shenzhen hangzhou guangzhou china utc+8 gmt+8 中国 北京 北京时间 上海"
    " 深圳 杭州 广州 成都",
    "Asia/Hong_Kong": "香港",
    "Asia/Taipei": "taiwan 台北",
    "Asia/Tokyo": "japan utc+9 gmt+9 东京",
    "Asia/Singapore": "新加坡",
    "Asia/Kolkata": "bangalore bengaluru delhi mumbai hyderabad india utc+5:30 gmt+5:30",
    "America/Los_Angeles": "san-francisco seattle bay-area 旧金山 西雅图 洛杉矶 硅谷",
    "America/New_York": "boston washington 纽约 波士顿",
    "Europe/London": "伦敦",
    "Europe/Berlin": "munich 柏林",
    "Europe/Paris": "巴黎",
}
"""What people call zones that are named after another city; offsets where no summer time is."""


def _zone(value: str) -> str:
    known = sorted(available_timezones())
    cities = {tags.key(name.rsplit("/", 1)[-1]): name for name in reversed(known)}
    called = {tags.key(one): zone for zone, ones in _CITIES.items() for one in ones.split()}
    by_key = cities | called | {tags.key(name): name for name in known}
    found = by_key.get(tags.key(value))
    if found is None:
        close = [by_key[tags.key(one)] for one in tags.near(value, by_key, most=3)]
        near = ", ".join(dict.fromkeys(close)) or "Asia/Shanghai"
        raise BadInput("error.unknown_zone", value=value, near=near)
    return ZoneInfo(found).key
