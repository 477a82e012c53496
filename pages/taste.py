"""Taste: what a person likes, as the model has it."""

from recommenderr.dashboard.components.page import show
from recommenderr.dashboard.pages import taste

show(taste.PAGE)
