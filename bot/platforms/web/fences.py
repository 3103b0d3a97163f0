"""Code between fences, coloured modestly."""

import html

_LONGEST = 10_000


def highlighted(code: str, language: str) -> str:
    """The code as HTML, with spans of class `t-…` unless it is long or of no known language."""
    if not language or len(code) > _LONGEST:
        return html.escape(code)
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return html.escape(code)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True, classprefix="t-")))
