"""Templates: every value is text, and one that is missing is an error."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from recommenderr.dashboard.templating import attribute, environment, isolated, render, sentence
from tests.dashboard.html_reader import read

FOLDER = Path(__file__).parents[2] / "recommenderr" / "dashboard" / "templates"
HOSTILE = "\"><script>alert('1')</script>&"


def test_a_value_is_text_in_elements_and_attributes() -> None:
    page = render("sign_in.html", action="/sign-in", target=HOSTILE, message=HOSTILE)
    assert "<script>" not in page
    assert page.count("&#34;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;") == 2


@given(st.text(min_size=1))
def test_no_text_adds_an_element(text: str) -> None:
    empty = render("sign_in.html", action="/sign-in", target="/", message="-")
    page = render("sign_in.html", action="/sign-in", target=text, message=text)
    assert [page.count(mark) for mark in "<>"] == [empty.count(mark) for mark in "<>"]


def test_a_rendered_template_is_not_escaped_again() -> None:
    page = render("sign_in.html", action="/sign-in", target="/", message=Markup("<b>Wait.</b>"))
    assert isinstance(page, Markup)
    assert "<b>Wait.</b>" in page


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'target' is undefined"):
        render("sign_in.html", action="/sign-in", message="")


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_every_template_compiles_and_escapes(name: str) -> None:
    environment.get_template(name)
    source = (FOLDER / name).read_text(encoding="utf-8")
    assert "|safe" not in source.replace(" ", "") and "autoescape" not in source


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_a_value_keeps_every_letter_and_lets_no_tag_through(words: str) -> None:
    page = read(render("paragraph.html", text=words, look=""))
    assert page.tags == ["p"]
    assert page.words == words


def test_a_value_closes_no_attribute() -> None:
    assert ' class="&#34;&#39; onload="' in render("paragraph.html", text="", look="\"' onload=")


def test_a_sentence_sets_code_and_nothing_else() -> None:
    assert sentence("Run `x <y>` <b>") == "Run <code>x &lt;y&gt;</code> &lt;b&gt;"


@given(st.text(alphabet="</->]!ab\"'"))
def test_an_attribute_keeps_its_letters_and_holds_nothing_that_is_cleaned_away(words: str) -> None:
    safe = attribute(words)
    assert words == safe.replace("\u2060", "")
    assert not any(mark in safe for mark in ("</", "->", "!>", "]>"))


def compiled(source: str) -> str:
    return environment.from_string(source).render(name="Ana")


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("<ul>\n  <li>{{ name }}</li>\n</ul>\n", "<ul><li>Ana</li></ul>"),
        ("<p>\n  {% if name %}\n  {{ name }}\n  {% endif %}\n</p>", "<p>Ana</p>"),
        ("{{ name }} <b>x</b>\n<i>y</i>", "Ana <b>x</b><i>y</i>"),
        ('<a href="x"\n   data-rr>one\n  two</a>', '<a href="x" data-rr>one two</a>'),
        ("<pre>{{ 'a\n  b' }}</pre>", "<pre>a\n  b</pre>"),
    ],
)
def test_the_layout_of_a_template_adds_no_whitespace(source: str, page: str) -> None:
    assert compiled(source) == page


SOURCES = sorted((FOLDER.parent).rglob("*.py"))


def strings(path: Path) -> list[str]:
    """Every string of a module that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(FOLDER.parent).as_posix())
def test_html_is_written_in_templates_alone(path: Path) -> None:
    if path.name not in {"templating.py", "streamlit_internals.py"}:  # sets code in sentences; reads Streamlit's page
        assert [text for text in strings(path) if re.search(r"</?[a-z]", text)] == []


def test_a_name_in_a_sentence_is_isolated_and_escaped() -> None:
    sentence_ = f"For {isolated('<Noa> נעה')} & all"
    assert render("page_title.html", title=sentence_, note="") == (
        '<h1 class="rr-title">For <bdi>&lt;Noa&gt; נעה</bdi> &amp; all</h1>'
    )
