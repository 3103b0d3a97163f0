"""Skips what needs a font with Chinese letters where the machine has none."""

import pytest

from bot.render import fonts


@pytest.fixture(scope="session")
def chinese() -> fonts.Font:
    """The machine's font with Chinese letters."""
    font = fonts.chinese()
    if font is None:
        pytest.skip("no font of this machine has Chinese letters")
    return font
