"""Images that a text of the bank names, read from the bank's own folders and from nowhere else."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from bot.core.pictures import ImageFile, Picture
from bot.core.question import digest

logger = logging.getLogger(__name__)

HEAVIEST = 8 * 1024 * 1024
_KINDS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
_ALT = 1024


@dataclass(frozen=True)
class ImageFiles:
    """`folders` are those that the bank is read from."""

    folders: Callable[[], Sequence[Path]] = tuple

    def picture(self, image: ImageFile, alt: str) -> Picture | None:
        """The image; None where it is not there, is too large, is no image that chats show, or lies
        outside of the bank's folders, also by a link."""
        path = unquote(image.path.partition("#")[0].partition("?")[0])
        if not path or "\\" in path or "\0" in path or PurePosixPath(path).is_absolute():
            return None
        try:
            beside = Path(image.beside).resolve(strict=True).parent
            file = beside.joinpath(path).resolve(strict=True)
            if not self._is_ours(beside) or not self._is_ours(file) or not file.is_file():
                return None
            with file.open("rb") as opened:
                data = opened.read(HEAVIEST + 1)
        except (OSError, ValueError):
            return None
        kind = _kind(data)
        if kind is None or len(data) > HEAVIEST:
            logger.info("an image of the bank cannot be shown (%d bytes)", len(data))
            return None
        return Picture(f"{digest(str(file), 24)}.{kind}", alt[:_ALT], data)

    def _is_ours(self, path: Path) -> bool:
        return any(path.is_relative_to(one) for one in map(_folder, self.folders()))


def _folder(path: Path) -> Path:
    whole = path.expanduser().resolve()
    return whole if whole.is_dir() else whole.parent


def _kind(data: bytes) -> str | None:
    """Of the kinds that every chat shows."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)
