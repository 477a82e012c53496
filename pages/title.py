"""Title: one title, and why it stands where it stands."""

from recommenderr.dashboard.frame import show
from recommenderr.dashboard.views import title

show(title.PAGE)
