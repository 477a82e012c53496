"""The Jinja2 environment that renders all HTML of the dashboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

_BREAK_AT_TAG = re.compile(r"(?:(?<=>)|^)\s*\n\s*|\s*\n\s*(?:(?=<)|$)")
_BREAK = re.compile(r"\s*\n\s*")
_CUT_OFF = re.compile(r"(?<=<)(?=/)|(?<=[-!\]])(?=>)")
_CODE = re.compile(r"`([^`]+)`")


class JoinedLines(Extension):
    """Joins the lines of a template, so that its layout adds no whitespace to the page.

    A line break, with the indentation after it, is removed next to an HTML tag and next to a Jinja block or value;
    within a text or a tag it becomes one space.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Changes the text between blocks when a template is compiled."""
        for token in stream:
            text = _BREAK.sub(" ", _BREAK_AT_TAG.sub("", token.value)) if token.type == "data" else token.value
            yield Token(token.lineno, token.type, text)


def sentence(text: str) -> Markup:
    """A sentence with what stands between backticks set as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def attribute(text: str) -> str:
    """A text for an attribute that must survive the browser's sanitizer, which drops one that could end a tag.

    An invisible mark (a word joiner) within `</`, `->` and `]>` keeps the attribute, and the text still reads the same.
    """
    return _CUT_OFF.sub("\u2060", text)


_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_ISOLATED = re.compile(f"{_FIRST_STRONG_ISOLATE}([^{_FIRST_STRONG_ISOLATE}{_POP_ISOLATE}]*){_POP_ISOLATE}")


def isolated(name: str) -> str:
    """A name for a sentence: a template sets it in `<bdi>`, so that one in Hebrew or Arabic turns nothing else around.

    Text from Plex has none of the two marks that stand around it.
    """
    return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}"


def _with_isolated_names(value: Any) -> Any:
    if isinstance(value, str) and _FIRST_STRONG_ISOLATE in value:
        return Markup(_ISOLATED.sub(r"<bdi>\1</bdi>", str(escape(value))))
    return value


environment = Environment(
    loader=PackageLoader("recommenderr.dashboard"),
    autoescape=True,
    undefined=StrictUndefined,
    extensions=[JoinedLines],
    finalize=_with_isolated_names,
    auto_reload=False,  # performance only: a template is compiled once a process, and its file not looked at again
)
"""Every value is escaped unless it is `Markup`; a variable that was not passed is an error."""
environment.filters |= {"sentence": sentence, "attribute": attribute}


def render(template: str, /, **context: Any) -> Markup:
    """Renders a template of the `templates` folder. The result is safe to place in another template as it is.

    Raises:
        jinja2.TemplateNotFound: no template has this name.
        jinja2.UndefinedError: the template uses a variable that is not in `context`.
    """
    return Markup(_template(template).render(context))


@cache
def _template(name: str) -> Template:
    return environment.get_template(name)
