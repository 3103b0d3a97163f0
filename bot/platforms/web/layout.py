"""What stands on the page before anybody has said a word: channels, conversations, boxes."""

from collections.abc import Callable, Sequence

from nicegui import ui

from bot.core.chat import Channel, Direct, address
from bot.platforms.web import markdown
from bot.platforms.web.cards import Words
from bot.platforms.web.elements import Conversation, FormDialog, MessageBox, Tag
from bot.platforms.web.places import Spot

TRIES = ("/quiz", "/quiz tag:KV Cache", "/help")
"""Lines that a newcomer is offered to begin with."""

Go = Callable[[Spot], object]


class Layout:
    """The parts of a page that change, in the order in which they are read."""

    def __init__(self, words: Words, places: Sequence[Spot], go: Go) -> None:
        self._words = words
        self.places: dict[str, Tag] = {}
        Tag("a", words("web.skip"), "skip", href="#message-box")
        self.root = Tag("div", kind="playground")
        with self.root:
            self._sidebar(places, go)
            self._channel()
            self._thread()
            self.dialog = FormDialog(words("web.cancel"))

    def name(self, place: Spot) -> str:
        """What a place is called."""
        return f"# {place.id}" if isinstance(place, Channel) else self._words("web.coach")

    def choose(self, place: Spot) -> None:
        """Say everywhere that this is the place which is shown."""
        for line, button in self.places.items():
            button.props["aria-current"] = "page" if line == address(place) else "false"
        self.unread(place, some=False)
        name = self.name(place)
        self.title.text = name
        topic = "web.topic_channel" if isinstance(place, Channel) else "web.topic_direct"
        self.topic.text = self._words(topic)
        label = self._words("web.write_to", place=name.replace("# ", "#"))
        self.message_box.at(address(place), label)
        ui.page_title(f"{name.replace('# ', '#')} · {self._words('web.coach')}")

    def unread(self, place: Spot, *, some: bool) -> None:
        """Whether something was said in a place that its reader has not seen."""
        if button := self.places.get(address(place)):
            button.classes(**{"add" if some else "remove": "unread"})

    def say_status(self, line: str) -> None:
        """Say in small print what is behind the page."""
        if self.status.text != line:
            self.status.text = line

    def show_thread(self, line: str, title: str) -> None:
        """Show the pane of a thread, or hide it where `line` is empty."""
        self.thread.set_visibility(bool(line))
        self.root.classes(**{"add" if line else "remove": "with-thread"})
        self.thread_title.content = markdown.line(title)
        self.thread_box.at(line, self._words("web.write_to_thread"))

    def _sidebar(self, places: Sequence[Spot], go: Go) -> None:
        words = self._words
        nav = Tag("nav", kind="sidebar", id="channels", popover="auto")
        nav.props.update({"aria-label": words("web.places"), "data-testid": "channel-list"})
        with nav:
            with Tag("div", kind="brand"):
                Tag("span", kind="icon i-coach")
                Tag("span", words("web.coach"), "name")
                Tag("span", words("web.playground"), "kind")
            for kind, heading in ((Channel, "web.channels"), (Direct, "web.directs")):
                Tag("h2", words(heading))
                for place in places:
                    if isinstance(place, kind):
                        self._place(place, go)
            with Tag("div", kind="foot"):
                self.status = Tag("p", kind="status", role="status", data_testid="status")
                theme = Tag("button", kind="quiet", type="button", data_testid="theme")
                theme.props.update({"aria-label": words("web.theme"), "title": words("web.theme")})
                theme.on("click", js_handler="() => turnTheme()")
                with theme:
                    Tag("span", kind="icon i-theme")

    def _place(self, place: Spot, go: Go) -> None:
        button = Tag("button", kind="place", type="button", popovertarget="channels")
        name = place.id if isinstance(place, Channel) else "coach"
        button.props.update({"popovertargetaction": "hide", "data-testid": f"channel-{name}"})
        button.on("click", lambda: go(place))
        with button:
            Tag("span", self.name(place))
        self.places[address(place)] = button

    def _channel(self) -> None:
        words = self._words
        pane = Tag("section", kind="pane channel", data_testid="channel")
        pane.props["aria-label"] = words("web.messages")
        with pane:
            with Tag("header"):
                menu = Tag("button", kind="quiet menu", type="button", popovertarget="channels")
                menu.props.update({"aria-label": words("web.places"), "data-testid": "menu"})
                with menu:
                    Tag("span", kind="icon i-menu")
                self.title = Tag("h1")
                self.topic = Tag("p", kind="topic")
            self.messages = Conversation(self._conversation("web.messages"))
            with self.messages:
                self._invitation()
            self.message_box = MessageBox("message-box", self._box())

    def _invitation(self) -> None:
        words = self._words
        with Tag("div", kind="invitation", data_testid="invitation"):
            Tag("span", kind="icon i-coach")
            Tag("h2", words("web.empty_title"))
            Tag("p", words("web.empty"))
            with Tag("div", kind="actions"):
                for line in TRIES:
                    Tag("button", line, "plain", type="button", data_line=line)

    def _thread(self) -> None:
        words = self._words
        self.thread = Tag("aside", kind="pane thread", data_testid="thread")
        self.thread.props["aria-label"] = words("web.thread")
        self.thread.set_visibility(False)
        with self.thread:
            with Tag("header"):
                self.close = Tag("button", kind="quiet close", type="button")
                self.close.props.update({"aria-label": words("web.close_thread")})
                self.close.props["data-testid"] = "close-thread"
                with self.close:
                    Tag("span", kind="icon i-back")
                Tag("h2", words("web.thread"))
                self.thread_title = ui.html(sanitize=False, tag="p").classes("topic")
            self.replies = Conversation(self._conversation("web.replies"))
            self.thread_box = MessageBox("thread-box", self._box())

    def _conversation(self, label: str) -> dict[str, str]:
        words = self._words
        return {
            "label": words(label),
            "newest": words("web.newest"),
            "earlier": words("web.earlier"),
        }

    def _box(self) -> dict[str, str]:
        words = self._words
        return {
            "send": words("web.send"),
            "hint": words("web.hint"),
            "suggestions": words("web.suggestions"),
        }
