"""What the model knows of every title besides its features: release, rating, renown, length, certificate, countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.content_ratings import age_of
from recommenderr.model.titles.feature_block import Block, Rows, Vector
from recommenderr.model.titles.labels import Labels, bin_labels, share_labels
from recommenderr.model.titles.rating_prior import RATING_EDGES, acclaim, usual_ratings
from recommenderr.model.titles.release import age_labels, release_year
from recommenderr.model.titles.renown import external_numbers, id_rank, renown
from recommenderr.records import Item

RENOWN_EDGES = (0.0, 0.1, 0.25, 0.5, 0.75)
RUNTIME_EDGES = (0.0, 60.0, 90.0, 105.0, 125.0)
CERTIFICATE_EDGES = (0.0, 7.0, 12.0, 15.0, 18.0)


@dataclass(frozen=True, eq=False)
class TitleFacts:
    """The facts of all titles; every array has shape (n_items,), and nan is unknown.

    Attributes:
        genres, countries: blocks of these labels; values play no part.
        show: bool, whether it is a series.
        year: float64.
        released: float64, the release date in years with a fraction; of a series, that of its latest season.
        acclaim: float32, see `rating_prior.acclaim`.
        rating: float32, see `rating_prior.usual_ratings`.
        renown: float32, see `renown.renown`.
        renown_rank: float32, 0 for the most widely known, see `renown.id_rank`.
        runtime_min: float32.
        certificate_age: float32, the age that the content rating is meant for.
    """

    genres: Block
    countries: Block
    show: NDArray[np.bool_]
    year: Vector
    released: Vector
    acclaim: NDArray[np.float32]
    rating: NDArray[np.float32]
    renown: NDArray[np.float32]
    renown_rank: NDArray[np.float32]
    runtime_min: NDArray[np.float32]
    certificate_age: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.year)

    def take(self, rows: Rows) -> TitleFacts:
        """The facts of these titles alone, in this order."""
        taken: dict[str, Any] = {}
        for name in (f.name for f in fields(self)):
            values = getattr(self, name)
            taken[name] = values.take(rows) if isinstance(values, Block) else values[rows]
        return TitleFacts(**taken)

    @cached_property
    def labels(self) -> Mapping[str, Labels]:
        """The labels of every kind that does not depend on the moment."""
        return {
            "genre": share_labels(self.genres),
            "country": share_labels(self.countries),
            "rating": bin_labels(self.rating, RATING_EDGES),
            "renown": bin_labels(self.renown_rank, RENOWN_EDGES),
            "certificate": bin_labels(self.certificate_age, CERTIFICATE_EDGES),
            "runtime": bin_labels(np.where(self.show, np.nan, self.runtime_min), RUNTIME_EDGES),
            "type": Labels(np.eye(2), self.show.astype(np.int32)),
        }

    @cached_property
    def releases(self) -> tuple[Vector, Vector, NDArray[np.int32]]:
        """The distinct pairs of year and release date, and the pair of each title."""
        pairs = np.stack([self.year, self.released], axis=1)
        order = np.where(np.isnan(pairs), -1.0, pairs)
        _, first, codes = np.unique(order, axis=0, return_index=True, return_inverse=True)
        return pairs[first, 0], pairs[first, 1], codes.ravel().astype(np.int32)

    def age_labels(self, moment: float) -> Labels:
        """The labels of the titles' ages at a moment, in years with a fraction."""
        year, released, codes = self.releases
        return Labels(age_labels(year, released, moment), codes)


def title_facts(items: Sequence[Item], genres: Block, countries: Block) -> TitleFacts:
    """The facts of these titles, in their order."""
    year = np.array([np.nan if item.year is None else item.year for item in items], dtype=np.float64)
    show = np.array([item.type == "show" for item in items], dtype=np.bool_)
    tmdb_rank, imdb_rank = (id_rank(external_numbers(items, source), year, show) for source in ("tmdb", "imdb"))
    released = [release_year(item.latest_release or item.released) for item in items]
    certificates = [age_of(item.content_rating) if (age := item.content_rating_age) is None else age for item in items]
    return TitleFacts(
        genres=genres,
        countries=countries,
        show=show,
        year=year,
        released=np.array(released, dtype=np.float64),
        acclaim=acclaim(items),
        rating=usual_ratings(items),
        renown=renown(tmdb_rank, imdb_rank).astype(np.float32),
        renown_rank=tmdb_rank.astype(np.float32),
        runtime_min=np.array([item.runtime_min or np.nan for item in items], dtype=np.float32),
        certificate_age=np.array([np.nan if age is None else age for age in certificates], dtype=np.float32),
    )
