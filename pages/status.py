"""Status: how the household stands, and what is wrong."""

from recommenderr.dashboard.frame import show
from recommenderr.dashboard.views import status

show(status.PAGE)
