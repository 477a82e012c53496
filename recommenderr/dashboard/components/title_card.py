"""The parts of a title's page as HTML and sentences."""

from __future__ import annotations

import math

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.charts.palette import GROUP_COLOURS, GROUP_NAMES
from recommenderr.dashboard.components import poster_grid
from recommenderr.dashboard.escape import html, runtime
from recommenderr.dashboard.session.view_url import STEP
from recommenderr.model.counterfactual import WeightChange
from recommenderr.model.weights import ACCLAIM
from recommenderr.recommender.counterfactual import WhyNot
from recommenderr.recommender.explanations import Explanation, FeatureShare
from recommenderr.recommender.posters import WIDTHS
from recommenderr.recommender.service import Recommended

MOST_CAST, MOST_FEATURES = 6, 8
LEAST = 0.0005
"""What adds less shows as 0.0 points, and is not shown."""
SOURCES = {"imdb": "IMDb", "rottentomatoes": "Rotten Tomatoes", "themoviedb": "TMDB", "thetvdb": "TheTVDB"}


def label(details: TitleDetails) -> str:
    """How a title is called where two may have the same name."""
    return f"{details.title} ({details.year})" if details.year else details.title


def poster(details: TitleDetails) -> str:
    """The large poster."""
    image = poster_grid.picture(details, eager=True, width=WIDTHS[1])
    return f'<div class="rr-large"><span class="rr-poster">{image}</span></div>'


def facts(title: Recommended, place: WhyNot, name: str) -> str:
    """Name, numbers, people and summary."""
    details = title.details
    length = runtime(details.runtime_min)
    if details.type == "show":
        episodes = f"{details.episode_count} episodes" if details.episode_count else ""
        length = " of ".join(part for part in (episodes, length) if part)
    kind = "Film" if details.type == "movie" else "Series"
    line = " · ".join(
        part for part in (str(details.year or ""), kind, length, details.content_rating, details.studio) if part
    )
    rows = [
        ("Genres", ", ".join(details.genres)),
        ("Directed by", ", ".join(details.directors)),
        ("With", ", ".join(details.cast[:MOST_CAST])),
        ("Collections", ", ".join(details.collections)),
        ("Ratings", _ratings(details)),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{html(value)}</dd>" for name, value in rows if value)
    return (
        f'<div class="rr-facts-of"><h1 class="rr-title">{html(details.title)}</h1><p class="rr-line">{html(line)}</p>'
        f'<p class="rr-standing">{standing(title, place, name)}</p>'
        f'<p class="rr-summary">{html(details.summary)}</p><dl class="rr-list">{listed}</dl></div>'
    )


def standing(title: Recommended, place: WhyNot, name: str) -> str:
    """Where the title stands for the person, in words."""
    badge = f'<span class="rr-badge">{title.relevancy}% match</span> '
    rank = f"rank {place.rank:,} of {place.candidates:,}"
    if place.watched:
        return f"{badge}{html(name)} has watched it; beside the unseen ones it would have {rank}."
    if place.gone:
        return f"{badge}It is not on the server any more; it would have {rank} for {html(name)}."
    return f"{badge}{rank.capitalize()} for {html(name)}."


def features(found: Explanation) -> str:
    """The strongest features with their groups' colours, and how much each counts."""
    named = [part for part in found.features if part.group and part.feature and part.contribution >= LEAST][
        :MOST_FEATURES
    ]
    if not named:
        return '<h3 class="rr-sub">What counts most</h3><p class="rr-quiet">Nothing counts for this title.</p>'
    top = max(part.contribution for part in named)
    rows = "".join(
        f'<li style="--group: {GROUP_COLOURS[part.group]}; --share: {part.contribution / top:.3f}">'
        f'<span class="rr-feature">{html(_feature(part))}</span>'
        f'<span class="rr-of">{html(GROUP_NAMES[part.group])}</span>'
        f'<span class="rr-points">+{100 * part.contribution:.1f} points</span></li>'
        for part in named
        if part.group
    )
    return f'<h3 class="rr-sub">What counts most</h3><ul class="rr-features">{rows}</ul>'


def _feature(part: FeatureShare) -> str:
    return "How critics and audiences rate it" if part.group == ACCLAIM else part.feature or ""


def why_not(place: WhyNot, beside: TitleDetails | None, end: float) -> list[str]:
    """Sentences, as HTML, about what keeps a title down; none for one that is in the top already.

    `end` is where the sliders end.
    """
    if place.in_top or beside is None:
        return []
    found = []
    if place.held_back_by is not None:
        group = GROUP_NAMES[place.held_back_by]
        found.append(f"Beside {html(label(beside))} at rank 10 it lacks most in <strong>{group}</strong>.")
    found.append(_lift(place.change, end))
    return found


def _lift(change: WeightChange | None, end: float) -> str:
    if change is None:
        return "No single slider would bring it into the first 20."
    group = f"<strong>{GROUP_NAMES[change.group]}</strong>"
    if on_step(change) > end:
        return f"Only {group} at {change.needed:.1f} would bring it into the first 20; its slider ends at {end:g}."
    way = "up" if change.needed > change.now else "down"
    return f"Moving {group} {way} from {change.now:.2f} to {on_step(change):.2f} would bring it into the first 20."


def lift_label(change: WeightChange) -> str:
    """What the button that makes the change says."""
    return f"Set {GROUP_NAMES[change.group]} to {on_step(change):.2f}"


def on_step(change: WeightChange) -> float:
    """The needed weight on the slider's next step, away from where it is now, so that it does suffice."""
    steps = change.needed / STEP
    whole = math.ceil(steps - 1e-9) if change.needed > change.now else math.floor(steps + 1e-9)
    return round(max(whole, 0) * STEP, 2)


def _ratings(details: TitleDetails) -> str:
    return " · ".join(
        f"{SOURCES.get(source, source.capitalize())} {kind} {value:.1f} of 10"
        for source, kind, value in details.ratings
    )
