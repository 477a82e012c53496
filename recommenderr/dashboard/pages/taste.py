"""Taste: what the model has learned about a person, where it comes from, and how it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import streamlit as st
from markupsafe import Markup

from recommenderr.artifacts import Generation
from recommenderr.dashboard import clock
from recommenderr.dashboard.charts import calendar_heatmap, grouped_bar, preference_heatmap, scatter
from recommenderr.dashboard.charts.palette import GROUP_COLOURS, GROUP_NAMES
from recommenderr.dashboard.charts.vega import Chart
from recommenderr.dashboard.components import blocks, sidebar
from recommenderr.dashboard.components.page import Page
from recommenderr.dashboard.components.page_context import PageContext
from recommenderr.dashboard.session import caches, session_state, url_choices
from recommenderr.dashboard.session.view_url import title_params
from recommenderr.dashboard.session.weak_cache import WeakCache
from recommenderr.dashboard.templating import isolated, render
from recommenderr.insights.distributions import (
    Distribution,
    by_age,
    by_time,
    certificate_distribution,
    decade_distribution,
    genre_distribution,
    strongest,
)
from recommenderr.insights.feature_preferences import FeaturePreference, feature_preferences
from recommenderr.insights.library_map import map_points
from recommenderr.insights.preference_history import preferences_by_month
from recommenderr.insights.watch_calendar import watch_days, year_before, years_of
from recommenderr.model.weights import GROUPS
from recommenderr.recommender.user import User

LISTED, RECOMMENDED, MIXED = 6, 50, 10
WATCHED_AND_RECOMMENDED = ("Watched", "Recommended")
LATELY = "lately"
NOTHING = (
    "{name} has not watched anything yet, so nothing is known about their taste. "
    "It starts with the first title that they watch to the end."
)
STRENGTH = (
    "How much each counts for a title, of 100. Everything watched counts, what was watched lately or often the "
    "most; what was rated badly counts against it. People count by how often they were met."
)

# What no slider changes, and ends with the person's model.
_preference_groups: WeakCache[Markup] = WeakCache()
_history_charts: WeakCache[Chart | None] = WeakCache(max_entries=len(GROUPS))
_watched_distributions: WeakCache[tuple[Distribution, Distribution, Distribution]] = WeakCache()
_calendar_charts: WeakCache[Chart] = WeakCache(max_entries=4)


@dataclass(frozen=True, slots=True)
class PreferenceGroup:
    """The preferences of one feature group as the template draws them; bars are relative to the `strongest`."""

    name: str
    colour: str
    liked: tuple[FeaturePreference, ...]
    disliked: tuple[FeaturePreference, ...]
    strongest: float


def draw(context: PageContext) -> None:
    """Person and weights in the sidebar, then preferences, their history, the mixes, the calendar and the map."""
    context = sidebar.draw(context)
    person = context.person
    st.html(blocks.page_title(f"The taste of {isolated(context.name)}"))
    params: Mapping[str, list[str]] = {}
    if len(person.model.profile):
        params = _sections(context, person)
    else:
        st.html(blocks.empty_state(NOTHING.format(name=isolated(context.name))))
    address = title_params(replace(context.view, item_id=""), context.default_weights)
    session_state.write_url({**address, **params})


PAGE = Page("Taste", draw)


def _sections(context: PageContext, person: User) -> Mapping[str, list[str]]:
    """Every section; returns the parameters of the address."""
    recommended = context.recommender.ranked(person, context.view.weights, RECOMMENDED).rows.tolist()
    _preferences(person)
    group = _changes(context, person)
    _mixes(person, recommended)
    period = _calendar(context, person)
    _map(person, recommended)
    return url_choices.changed_params(group=(group, "genres"), period=(period, LATELY))


def _preferences(person: User) -> None:
    """The strongest features of every group, and those that count against a title."""
    st.html(blocks.section("What counts for a title", STRENGTH))

    def groups() -> Markup:
        preferences = [_group(person, group) for group in GROUPS]
        return render("feature_preferences.html", groups=preferences, titles=person.generation.titles)

    st.html(_preference_groups.get(person, groups))


def _group(person: User, group: str) -> PreferenceGroup:
    preferences = feature_preferences(person, group, LISTED)
    values = [abs(preference.value) for preference in (*preferences.liked, *preferences.disliked)]
    return PreferenceGroup(
        name=GROUP_NAMES[group],
        colour=GROUP_COLOURS[group],
        liked=preferences.liked,
        disliked=preferences.disliked,
        strongest=max(values, default=1.0),
    )


def _changes(context: PageContext, person: User) -> str:
    """The strongest features of one group over the last months."""
    st.html(blocks.section("How it changed"))
    options = ["genres", *(group for group in GROUPS if group != "genres")]
    key = url_choices.choice_key("group", options, context.arrived)
    group = st.segmented_control(
        "Of which group",
        options,
        default=session_state.value_of(key),
        format_func=GROUP_NAMES.__getitem__,
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    group = group or "genres"
    chart = _history_charts.get(person, lambda: _history_chart(context, person, group), group)
    if chart is None:
        st.html(blocks.paragraph("Nothing stands out in this group."))
        return group
    chart.draw()
    st.html(blocks.paragraph("At the end of each month, from what was known then: the stronger, the fuller."))
    return group


def _history_chart(context: PageContext, person: User, group: str) -> Chart | None:
    """The strongest features of a group, month by month; None where nothing stands out."""
    preferences = feature_preferences(person, group)
    shown = [*preferences.liked, *preferences.disliked[:2]]
    if not shown:
        return None
    months = caches.preference_months(context.household, person)
    features = [preference.feature for preference in shown]
    values = preferences_by_month(person.generation.blocks[group], months, features)
    names, columns = [preference.name for preference in shown], [month.name for month in months]
    return preference_heatmap.chart(group, names, columns, values)


def _mixes(person: User, recommended: list[int]) -> None:
    """What is watched next to what is recommended."""
    generation, watched = person.generation, person.visibility.of(person.model.profile.rows)
    other = (
        f" and the first {len(recommended):,} recommended ones" if recommended else " (nothing is left to recommend)"
    )
    st.html(blocks.section("Watched and recommended"))
    st.html(
        blocks.paragraph(
            f"{len(watched):,} watched titles{other}, "
            "each counted once; a title of several genres counts in equal parts for each."
        )
    )
    of_watched = _watched_distributions.get(person, lambda: _distributions(generation, watched))
    genres, decades, certificates = zip(of_watched, _distributions(generation, recommended), strict=True)
    charts = (
        ("Genres", strongest(*genres, most=MIXED)),
        ("Decades", by_time(*decades)),
        ("Certificates", by_age(*certificates)),
    )
    for column, (title, pairs) in zip(st.columns(3, gap="medium"), charts, strict=True):
        with column:
            st.html(blocks.subsection(title))
            grouped_bar.chart(pairs, *WATCHED_AND_RECOMMENDED).draw()


def _distributions(generation: Generation, rows: Sequence[int]) -> tuple[Distribution, Distribution, Distribution]:
    """The genres, the decades and the certificates of some titles."""
    return (
        genre_distribution(generation, rows),
        decade_distribution(generation, rows),
        certificate_distribution(generation, rows),
    )


def _calendar(context: PageContext, person: User) -> str:
    """What was watched when."""
    st.html(blocks.section("What was watched when"))
    events, zone = caches.watch_events(context.household, person), clock.zone()
    if not events:
        st.html(blocks.paragraph("Plex has no times: everything was only marked as watched."))
        return LATELY
    options = [LATELY, *map(str, years_of(events, zone))]
    key = url_choices.choice_key("period", options, context.arrived)
    period: str = st.selectbox(
        "Period",
        options,
        index=session_state.option_index(key, options) or 0,
        format_func=lambda option: "The last twelve months" if option == LATELY else option,
        key=key,
        width=260,
    )
    today = datetime.now(zone).date()
    first, last = year_before(today) if period == LATELY else (date(int(period), 1, 1), date(int(period), 12, 31))
    chart = _calendar_charts.get(
        person, lambda: calendar_heatmap.chart(watch_days(events, zone, first, last)), (str(zone), first, last)
    )
    chart.draw()
    st.html(blocks.paragraph(chart.words))
    return period


def _map(person: User, recommended: list[int]) -> None:
    """The whole library as points."""
    points = map_points(person, recommended)
    if not points:
        return
    st.html(blocks.section("The library as a map"))
    words = scatter.in_words(points, int(person.visibility.rows.sum()))
    st.html(blocks.paragraph(f"{words} Point at one to read its name."))
    labels = caches.title_labels(person.generation, [point.row for point in points])
    scatter.chart(points, labels, caches.landmarks(person), words).draw()
