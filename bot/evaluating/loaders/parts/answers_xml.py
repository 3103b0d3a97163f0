"""The XML that sets of short answers share: a question, reference answers, students' answers."""

from dataclasses import dataclass, field
from xml.parsers import expat

from bot.evaluating.loaders.parts.loaded import Loaded
from bot.evaluating.loaders.parts.source import Source


@dataclass(slots=True)
class Element:
    """An element with its attributes, all its text, its children, and the line where it begins."""

    name: str
    facts: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        """The elements of this name at any depth, in their order."""
        found, ahead = [], [self]
        while ahead:
            one = ahead.pop()
            ahead += reversed(one.children)
            found += [one] if one.name == name else []
        return found

    def first(self, name: str) -> str | None:
        """The text of the first element of this name; None where there is none."""
        found = self.all(name)
        return found[0].text.strip() if found else None

    def reference(self) -> str:
        """The reference answer; of several the first that is called the best, else the first."""
        several = self.all("referenceAnswer")
        best = [one for one in several if one.facts.get("category", "").casefold() == "best"]
        return next((one.text.strip() for one in best + several if one.text.strip()), "")


def questions(source: Source, loaded: Loaded) -> list[Element]:
    """The questions of a file; none where it is no XML, which is then said in `loaded`.

    Expat bounds what entities may grow to, and opens no file that one names.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    root = Element("", {}, 1)
    open_now = [root]

    def begin(name: str, facts: dict[str, str]) -> None:
        open_now.append(Element(name, facts, parser.CurrentLineNumber))
        open_now[-2].children.append(open_now[-1])

    def say(text: str) -> None:
        open_now[-1].text += text

    def end(_: str) -> None:
        open_now.pop()

    parser.StartElementHandler = begin
    parser.CharacterDataHandler = say
    parser.EndElementHandler = end
    try:
        parser.Parse(source.data, True)
    except expat.ExpatError as exc:
        why = expat.ErrorString(exc.code)
        loaded.skip(exc.lineno, f"it is no XML ({why}), so nothing of the file was read")
        return []
    return root.all("question")
