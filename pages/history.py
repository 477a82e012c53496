"""History: everything that counts, and how much."""

from recommenderr.dashboard.frame import show
from recommenderr.dashboard.views import history

show(history.PAGE)
