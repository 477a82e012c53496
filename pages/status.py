"""Status: how the household stands, and what is wrong."""

from recommenderr.dashboard.components.page_context import show
from recommenderr.dashboard.pages import status

show(status.PAGE)
