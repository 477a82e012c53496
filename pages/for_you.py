"""For you: what one person has not seen yet, best first."""

from recommenderr.dashboard.components.page import show
from recommenderr.dashboard.pages import for_you

show(for_you.PAGE)
