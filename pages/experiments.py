"""Experiments: two settings of the weights next to each other."""

from recommenderr.dashboard.components.page import show
from recommenderr.dashboard.pages import experiments

show(experiments.PAGE)
