"""Taste: what the model believes about a person."""

from recommenderr.dashboard.frame import show
from recommenderr.dashboard.views import taste

show(taste.PAGE)
