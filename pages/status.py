"""Status: how the household stands, and what is wrong."""

from recommenderr.dashboard.components.page import show
from recommenderr.dashboard.pages import status

show(status.PAGE)
