"""Taste: what the model believes about a person."""

from recommenderr.dashboard.components.page import show
from recommenderr.dashboard.pages import taste

show(taste.PAGE)
