"""The browser of the web's own tests."""

from tests.platforms.web.conftest import browser

__all__ = ["browser"]
