"""Blocks that every page uses: headings, paragraphs, what stands in place of an empty page, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from recommenderr.dashboard.templating import render


def page_title(title: str, note: str = "") -> Markup:
    """The heading of a page, with a quiet line below it."""
    return render("page_title.html", title=title, note=note)


def section(title: str, note: str = "") -> Markup:
    """The heading of a section, with a quiet line below it."""
    return render("section.html", title=title, note=note)


def subsection(title: str) -> Markup:
    """The heading of a part of a section."""
    return render("subsection.html", title=title)


def sidebar_heading(title: str) -> Markup:
    """The heading of a group of controls in the sidebar."""
    return render("sidebar_heading.html", title=title)


def paragraph(text: str, look: str = "rr-quiet") -> Markup:
    """A paragraph; `look` is its CSS class."""
    return render("paragraph.html", text=text, look=look)


def empty_state(text: str, heading: str = "") -> Markup:
    """What stands in place of an empty list or page."""
    return render("empty_state.html", text=text, heading=heading)


def notice(text: str) -> Markup:
    """A sentence that stands out, with what stands between backticks as code."""
    return render("notice.html", text=text)


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> Markup:
    """A table; on a narrow screen each row becomes a small card.

    Args:
        caption: what the table is, for screen readers.
        columns: the names of the columns.
        rows: one text a column; `Markup` stays as it is.
        numbers: the names of the columns that are aligned to the right.

    Raises:
        ValueError: a row has more or fewer cells than there are columns.
    """
    cells = [list(zip(columns, row, strict=True)) for row in rows]
    return render("table.html", caption=caption, columns=columns, rows=cells, numbers=numbers)
