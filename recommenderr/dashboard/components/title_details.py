"""The parts of a title's page as HTML and sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.charts.palette import GROUP_COLOURS, GROUP_NAMES
from recommenderr.dashboard.components.poster_grid import poster_image
from recommenderr.dashboard.session.view_url import STEP
from recommenderr.dashboard.templating import isolated, render
from recommenderr.model.counterfactual import WeightChange
from recommenderr.recommender.explanations import Explanation
from recommenderr.recommender.poster_service import WIDTHS
from recommenderr.recommender.service import Recommended
from recommenderr.recommender.why_not import WhyNot
from recommenderr.records import Copy
from recommenderr.text import TYPE_NAMES, runtime, search_key, title_label

MOST_CAST, MOST_FEATURES = 6, 8
LEAST = 0.0005
"""A smaller contribution would be shown as 0.0 points, and is not shown."""
SOURCES = {"imdb": "IMDb", "rottentomatoes": "Rotten Tomatoes", "themoviedb": "TMDB", "thetvdb": "TheTVDB"}


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """A feature as the template draws it; `share` is of the strongest feature, 0 to 1."""

    name: str
    group: str
    colour: str
    share: str
    points: str


def label(details: TitleDetails) -> str:
    """The name of a title where two may have the same name."""
    return title_label(details.title, details.year)


def poster(details: TitleDetails) -> Markup:
    """The large poster."""
    return render("title_poster.html", image=poster_image(details, eager=True, width=WIDTHS[1]))


def facts(title: Recommended, rank: WhyNot, name: str, copies: Sequence[Copy] = ()) -> Markup:
    """Name, numbers, people, summary and copies of a title; `name` is the person's."""
    details = title.details
    rows = [
        ("Original title", details.original_title),
        ("Sorted as", _sorted_as(details)),
        ("Genres", ", ".join(details.genres)),
        ("Directed by", ", ".join(details.directors)),
        ("With", ", ".join(details.cast[:MOST_CAST])),
        ("Collections", ", ".join(details.collections)),
        ("Ratings", _ratings(details)),
        ("Copies", _copies(copies)),
    ]
    return render(
        "title_facts.html",
        details=details,
        line=_line(details),
        rank=rank_sentence(title, rank, name),
        facts=[(label, value) for label, value in rows if value],
    )


def _copies(copies: Sequence[Copy]) -> str:
    """Library and edition of every copy; empty for one usual copy, which is nothing to tell."""
    named = [f"{copy.library} ({copy.edition})" if copy.edition else copy.library for copy in copies]
    return ", ".join(named) if len(named) > 1 or any(copy.edition for copy in copies) else ""


def _sorted_as(details: TitleDetails) -> str:
    """The name that the title is sorted by, where it is more than the name without its article."""
    shown, sorted_as = search_key(details.title), search_key(details.sort_title)
    return "" if shown.endswith(sorted_as) else details.sort_title


def _line(details: TitleDetails) -> str:
    """Year, kind, length, certificate and studio; what is not known is left out."""
    length = runtime(details.runtime_min)
    if details.type == "show":
        episodes = f"{details.episode_count} episodes" if details.episode_count else ""
        length = " of ".join(part for part in (episodes, length) if part)
    kind = TYPE_NAMES[details.type].capitalize()
    parts = (str(details.year or ""), kind, length, details.content_rating, details.studio)
    return " · ".join(part for part in parts if part)


def rank_sentence(title: Recommended, rank: WhyNot, name: str) -> Markup:
    """The title's rank in the person's list, in words."""
    position = f"rank {rank.rank:,} of {rank.candidates:,}"
    if rank.watched:
        sentence = f"{isolated(name)} has watched it; among the unwatched titles it would have {position}."
    elif rank.gone:
        sentence = f"It is not on the server any more; it would have {position} for {isolated(name)}."
    else:
        sentence = f"{position.capitalize()} for {name}."
    return render("title_rank.html", relevancy=title.relevancy, sentence=sentence)


def features(explanation: Explanation) -> Markup:
    """The strongest features with their groups' colours, and how much each counts."""
    shown = [part for part in explanation.features if part.group and part.feature and part.contribution >= LEAST][
        :MOST_FEATURES
    ]
    strongest = max((part.contribution for part in shown), default=1.0)
    rows = [
        FeatureRow(
            name=part.feature,
            group=GROUP_NAMES[part.group],
            colour=GROUP_COLOURS[part.group],
            share=f"{part.contribution / strongest:.3f}",
            points=f"+{100 * part.contribution:.1f} points",
        )
        for part in shown
        if part.group and part.feature
    ]
    return render("features.html", features=rows)


def why_not(rank: WhyNot, tenth: TitleDetails | None, slider_end: float) -> list[Markup]:
    """Sentences about what keeps a title down; none for a title in the top 20.

    Args:
        rank: the title's rank, and what would change it.
        tenth: the title at rank 10.
        slider_end: the largest weight that a slider can be set to.
    """
    if rank.in_top or tenth is None:
        return []
    sentences = []
    if rank.held_back_by is not None:
        sentences.append(render("held_back.html", title=label(tenth), group=GROUP_NAMES[rank.held_back_by]))
    return [*sentences, _change(rank.change, slider_end)]


def _change(change: WeightChange | None, slider_end: float) -> Markup:
    if change is None:
        return Markup("No single slider would bring it into the first 20.")
    beyond = on_step(change) > slider_end
    return render(
        "weight_change.html",
        group=GROUP_NAMES[change.group],
        beyond=beyond,
        needed=f"{change.needed:.1f}" if beyond else f"{on_step(change):.2f}",
        end=f"{slider_end:g}",
        way="up" if change.needed > change.now else "down",
        now=f"{change.now:.2f}",
    )


def change_label(change: WeightChange) -> str:
    """The label of the button that makes the change."""
    return f"Set {GROUP_NAMES[change.group]} to {on_step(change):.2f}"


def on_step(change: WeightChange) -> float:
    """The needed weight, rounded away from the weight of now to a step of the slider, so that it suffices."""
    steps = change.needed / STEP
    whole = math.ceil(steps - 1e-9) if change.needed > change.now else math.floor(steps + 1e-9)
    return round(max(whole, 0) * STEP, 2)


def _ratings(details: TitleDetails) -> str:
    return " · ".join(
        f"{SOURCES.get(source, source.capitalize())} {kind} {value:.1f} of 10"
        for source, kind, value in details.ratings
    )
