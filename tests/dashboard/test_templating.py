"""Templates: every value is text, and one that is missing is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from recommenderr.dashboard.templating import environment, render

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
