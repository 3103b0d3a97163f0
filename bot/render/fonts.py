"""Which font of this machine has Chinese letters."""

from dataclasses import dataclass
from pathlib import Path

_KNOWN = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "PingFang SC",
    "Microsoft YaHei", "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "DengXian",
    "STHeiti", "Heiti SC", "Droid Sans Fallback", "Noto Serif CJK SC", "Source Han Serif SC",
    "Songti SC", "SimSun", "AR PL UMing CN", "AR PL UKai CN", "Arial Unicode MS",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Font:
    """A family, and the files that it is in."""

    family: str
    files: tuple[Path, ...]


def chinese() -> Font | None:
    """The first of the families that we know to have Chinese letters; None where there is none.

    It looks through all fonts of the machine: some tenths of a second.
    """
    import typst

    found = typst.Fonts(include_embedded_fonts=False).fonts()
    for family in _KNOWN:
        faces = [one for one in found if one.family == family and one.style == "normal"]
        plain = sorted(faces, key=lambda one: abs(one.weight - 400))[:1]
        strong = sorted(faces, key=lambda one: abs(one.weight - 700))[:1]
        if files := {Path(one.path): None for one in (*plain, *strong) if one.path}:
            return Font(family, tuple(files))
    return None
