"""What a browser shows at the end of an installation."""

import html
from dataclasses import dataclass

from bot.core.ports import Say
from bot.core.preferences import LANGUAGES

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem;"
    "color-scheme:light dark}h1{font-size:1.4rem}a{font-weight:600}"
)


@dataclass(frozen=True)
class Pages:
    """For people of whom nothing is known but what their browser says of itself."""

    say: Say
    language: str

    def installed(self, accepted: str, team: str, address: str) -> str:
        """The app is in the workspace of this name, and opens at this address."""
        language = self._language(accepted)
        title = self.say(language, "slack.installed_title", team=team)
        link = self.say(language, "slack.open")
        return self._page(language, title, "slack.installed", link, address)

    def failed(self, accepted: str, key: str) -> str:
        """Nothing was installed, and why."""
        language = self._language(accepted)
        title = self.say(language, "slack.not_installed_title")
        return self._page(language, title, key, self.say(language, "slack.again"), "install")

    def _page(self, language: str, title: str, key: str, link: str, address: str) -> str:
        said = html.escape(self.say(language, key))
        return (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body><main>"
            f"<h1>{html.escape(title)}</h1><p>{said}</p>"
            f'<p><a href="{html.escape(address, quote=True)}">{html.escape(link)}</a></p>'
            "</main></body></html>"
        )

    def _language(self, accepted: str) -> str:
        """The first of a browser's languages that is ours, else the operator's."""
        for one in accepted.split(","):
            name = one.split(";")[0].strip().casefold().partition("-")[0]
            if name in LANGUAGES:
                return name
        return self.language
