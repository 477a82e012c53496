"""Taste: what the model believes about a person, where it comes from, and how it changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import streamlit as st

from recommenderr.dashboard import clock, escape
from recommenderr.dashboard.charts import calendar_heatmap, grouped_bar, library_map, preference_heatmap
from recommenderr.dashboard.charts.palette import GROUP_NAMES
from recommenderr.dashboard.components import sidebar, taste_parts
from recommenderr.dashboard.components.page_context import Frame, Page
from recommenderr.dashboard.components.title_card import label
from recommenderr.dashboard.session import caches, session_state, url_choices
from recommenderr.dashboard.session.view_url import View, title_params
from recommenderr.insights.distributions import (
    by_age,
    by_time,
    certificate_distribution,
    decade_distribution,
    genre_distribution,
    strongest,
)
from recommenderr.insights.feature_preferences import beliefs
from recommenderr.insights.library_map import landmarks, map_points
from recommenderr.insights.preference_history import beliefs_by_month
from recommenderr.insights.watch_calendar import watch_days, year_before, years_of
from recommenderr.model.weights import GROUPS
from recommenderr.recommender.user_model import PersonModel

LISTED, RECOMMENDED, MIXED = 6, 50, 10
WATCHED_AND_RECOMMENDED = ("Watched", "Recommended")
LATELY = "lately"
NOTHING = (
    "{name} has not watched anything yet, so there is nothing to believe about their taste. "
    "It begins with the first title that they watch to the end."
)
STRENGTH = (
    "How strongly each speaks for a title, of 100. Everything watched counts, what was watched lately or often the "
    "most; what was rated badly counts against. People count by how often they were met."
)


def draw(frame: Frame) -> None:
    """Person and weights at the side, then beliefs, their history, the mixes, the calendar and the map."""
    arrived = session_state.is_arrival()
    view, default = sidebar.arrive(frame, caches.filter_choices(frame.generation))
    view = sidebar.side(frame, view, default)
    name = sidebar.person_names(frame.snapshot)[view.account_id]
    person = frame.recommender.person(view.account_id)
    st.html(f'<h1 class="rr-title">The taste of {escape.html(name)}</h1>')
    chosen = _all(frame, view, person, arrived) if len(person.taste) else {}
    if not len(person.taste):
        st.html(f'<div class="rr-wait"><p>{escape.html(NOTHING.format(name=name))}</p></div>')
    session_state.write_url({**title_params(replace(view, item_id=""), default), **chosen})


PAGE = Page("Taste", draw)


def _all(frame: Frame, view: View, person: PersonModel, arrived: bool) -> dict[str, list[str]]:
    """Every section; returns what the address says of them."""
    recommended = frame.recommender.ranked(person, view.weights, RECOMMENDED).rows.tolist()
    _beliefs(person)
    group = _changes(frame, person, arrived)
    _mixes(person, recommended)
    period = _calendar(frame, person, arrived)
    _map(person, recommended)
    return dict(url_choices.changed_params(group=(group, "genres"), period=(period, LATELY)))


def _beliefs(person: PersonModel) -> None:
    st.html(f'<h2 class="rr-head">What speaks for a title</h2><p class="rr-quiet">{escape.html(STRENGTH)}</p>')
    found = {group: beliefs(person, group, LISTED) for group in GROUPS}
    st.html(taste_parts.belief_groups(found, person.generation.titles))


def _changes(frame: Frame, person: PersonModel, arrived: bool) -> str:
    """The strongest features of one group over the last months."""
    st.html('<h2 class="rr-head">How it changed</h2>')
    options = ["genres", *(group for group in GROUPS if group != "genres")]
    key = url_choices.choice_key("group", options, arrived)
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
    found = beliefs(person, group)
    shown = [*found.liked, *found.disliked[:2]]
    if not shown:
        st.html('<p class="rr-quiet">Nothing stands out in this group.</p>')
        return group
    months = caches.preference_months(frame.household, person)
    values = beliefs_by_month(person.generation.blocks[group], months, [one.feature for one in shown])
    names, columns = [one.name for one in shown], [month.name for month in months]
    preference_heatmap.draw(group, names, columns, values)
    st.html('<p class="rr-quiet">At the end of each month, from what was known then: the stronger, the fuller.</p>')
    return group


def _mixes(person: PersonModel, recommended: list[int]) -> None:
    """What is watched beside what is recommended."""
    st.html('<h2 class="rr-head">Watched beside recommended</h2>')
    generation, watched = person.generation, [int(row) for row in person.taste.rows]
    beside = (
        f" and the first {len(recommended):,} recommended ones" if recommended else " (nothing is left to recommend)"
    )
    st.html(
        f'<p class="rr-quiet">{len(watched):,} watched titles{beside}, '
        "each counted once; a title of several genres counts in equal parts for each.</p>"
    )
    genres, decades, certificates = (
        [distribution(generation, rows) for rows in (watched, recommended)]
        for distribution in (genre_distribution, decade_distribution, certificate_distribution)
    )
    charts = (
        ("Genres", strongest(*genres, most=MIXED)),
        ("Decades", by_time(*decades)),
        ("Certificates", by_age(*certificates)),
    )
    for column, (title, pairs) in zip(st.columns(3, gap="medium"), charts, strict=True):
        with column:
            st.html(f'<h3 class="rr-sub">{title}</h3>')
            grouped_bar.draw(pairs, *WATCHED_AND_RECOMMENDED)


def _calendar(frame: Frame, person: PersonModel, arrived: bool) -> str:
    """What was watched when."""
    st.html('<h2 class="rr-head">What was watched when</h2>')
    events, zone = caches.watch_events(frame.household, person), clock.zone()
    if not events:
        st.html('<p class="rr-quiet">Plex tells no times: everything was only marked as watched.</p>')
        return LATELY
    options = [LATELY, *map(str, years_of(events, zone))]
    key = url_choices.choice_key("period", options, arrived)
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
    days = watch_days(events, zone, first, last)
    words = calendar_heatmap.in_words(days)
    calendar_heatmap.draw(days, words)
    st.html(f'<p class="rr-quiet">{escape.html(words)}</p>')
    return period


def _map(person: PersonModel, recommended: list[int]) -> None:
    """The whole library as points."""
    points = map_points(person, recommended)
    if not points:
        return
    titles = person.generation.titles
    st.html('<h2 class="rr-head">The library as a map</h2>')
    words = library_map.in_words(points, len(titles))
    st.html(f'<p class="rr-quiet">{escape.html(words)} Point at one to read its name.</p>')
    names = [label(titles.details(point.row)) for point in points]
    library_map.draw(points, names, landmarks(person), words)
