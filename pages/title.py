"""Title: one title, and why it stands where it stands."""

from recommenderr.dashboard.components.page import show
from recommenderr.dashboard.pages import title

show(title.PAGE)
