from __future__ import annotations

from dataclasses import replace

from recommenderr.dashboard.session import weight_pair
from recommenderr.dashboard.session.view_url import View
from recommenderr.model.weights import Weights, default_weights


def test_an_address_names_both_sides_or_leaves_them_as_they_begin() -> None:
    default = default_weights("evidence")
    view = View(1, default.changed({"genres": 2.0}))
    begun = weight_pair.read_pair({}, view, default)
    assert (begun.a, begun.b) == (view.weights, default_weights("classic"))
    pair = replace(begun, b=Weights(text=0.35, scoring="evidence"))
    assert weight_pair.read_pair(weight_pair.pair_params(pair), View(1, default), default) == pair
