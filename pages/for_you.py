"""For you: what one person has not seen yet, best first."""

from recommenderr.dashboard.frame import show
from recommenderr.dashboard.views import for_you

show(for_you.PAGE)
