"""Which part of a franchise comes next: the earliest one that the library has and the person has not watched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.calibration import FREE
from recommenderr.model.titles.feature_block import Block

MAX_PARTS = 20
"""A larger collection is a list of somebody's, such as the best films of a magazine, and has no order."""


def next_parts(
    collections: Block, year: NDArray[np.float64], rows: NDArray[np.intp], candidates: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """For each title of a pool, the position of the part that comes before it, as `calibration.calibrate` takes it.

    Args:
        collections: the collections of all titles.
        year: shape (n_items,), nan where unknown.
        rows: shape (n_pool,): the pool.
        candidates: bool, shape (n_items,): the unwatched titles that the list may hold.
    """
    waits_for = np.full(len(rows), FREE, dtype=np.intp)
    sizes = np.bincount(collections.indices, minlength=collections.n_features)
    franchises = np.unique(np.concatenate([np.zeros(0, np.int32), *(collections.row(int(row))[0] for row in rows)]))
    franchises = franchises[(sizes[franchises] > 1) & (sizes[franchises] <= MAX_PARTS)]
    if len(franchises) == 0:
        return waits_for
    position = {int(row): place for place, row in enumerate(rows)}
    entries = np.flatnonzero(np.isin(collections.indices, franchises))
    owners = np.searchsorted(collections.indptr, entries, side="right") - 1
    usable = candidates[owners] & ~np.isnan(year[owners])
    owners, parts = owners[usable], collections.indices[entries[usable]]
    for franchise in franchises.tolist():
        members = owners[parts == franchise]
        if len(members) < 2:
            continue
        order = members[np.argsort(year[members], kind="stable")]  # of the same year in the order of rows
        earlier = np.searchsorted(year[order], year[order], side="left") - 1  # the last part of a year before
        for member, before in zip(order.tolist(), earlier.tolist(), strict=True):
            if before >= 0 and member in position:
                wanted = position.get(int(order[before]), len(rows))
                waits_for[position[member]] = max(waits_for[position[member]], wanted)
    return waits_for
