"""Experiments: two settings of the weights beside each other."""

from recommenderr.dashboard.frame import show
from recommenderr.dashboard.views import experiments

show(experiments.PAGE)
