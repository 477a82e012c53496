"""Two lists next to each other, ranked, each title with its rank in the other list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from recommenderr.dashboard.charts.palette import COMPARED
from recommenderr.dashboard.components.poster_grid import PosterImage, poster_image, title_facts
from recommenderr.dashboard.components.title_details import label
from recommenderr.dashboard.templating import render
from recommenderr.insights.list_comparison import Comparison
from recommenderr.recommender.service import Recommended

COLOURS = dict(zip("AB", COMPARED, strict=True))


@dataclass(frozen=True, slots=True)
class RankedTitle:
    """A title of a list as the template draws it.

    Attributes:
        rank: its rank in this list, from 1.
        elsewhere: its rank in the other list, in words.
        alone: whether it is not in the other list.
        spoken: the whole row, for screen readers.
    """

    rank: int
    title: str
    href: str
    image: PosterImage
    facts: str
    relevancy: int
    elsewhere: str
    alone: bool
    spoken: str


def setting_heading(side: str) -> Markup:
    """The letter of a setting in its colour."""
    return render("setting_heading.html", side=side, colour=COLOURS[side])


def ranked_list(
    items: Sequence[Recommended], side: str, other_rows: Sequence[int], link: Callable[[str], str]
) -> Markup:
    """The list of one side; `other_rows` are the matrix rows of the other side's list, best first.

    `link` returns the address of a title by its id.
    """
    other_ranks = {row: rank for rank, row in enumerate(other_rows, start=1)}
    titles = [
        _ranked_title(rank, item, side, other_ranks.get(item.details.row), link(item.details.item_id))
        for rank, item in enumerate(items, start=1)
    ]
    return render("ranked_list.html", titles=titles, colour=COLOURS[side])


def _ranked_title(rank: int, item: Recommended, side: str, other_rank: int | None, href: str) -> RankedTitle:
    other_side = "B" if side == "A" else "A"
    elsewhere = f"only in {side}" if other_rank is None else f"{other_side}: {other_rank}"
    at_rank = "" if other_rank is None else f"in {other_side} at rank {other_rank}, "
    return RankedTitle(
        rank=rank,
        title=item.details.title,
        href=href,
        image=poster_image(item.details),
        facts=title_facts(item.details),
        relevancy=item.relevancy,
        elsewhere=elsewhere,
        alone=other_rank is None,
        spoken=f"{rank}, {label(item.details)}, {at_rank}{elsewhere}",
    )


def shared_titles(comparison: Comparison, names: Sequence[str], size: int) -> Markup:
    """A sentence about what both lists have in common; `names` has one name for each slope of the comparison."""
    farthest = comparison.farthest
    return render(
        "shared_titles.html",
        same=comparison.shared == size and comparison.unmoved == size,
        shared=comparison.shared,
        unmoved=comparison.unmoved,
        size=size,
        farthest=farthest,
        name="" if farthest is None else names[comparison.slopes.index(farthest)],
    )
