"""History: everything that counts, and how much."""

from recommenderr.dashboard.components.page import show
from recommenderr.dashboard.pages import history

show(history.PAGE)
