"""Links between the pages that keep the session: a plain link would start a new one, which takes five times as long.

A link is an ordinary `<a href data-rr>`, so that it can be reached by keyboard, copied, and opened in another tab. The
listener below takes an ordinary click and does what the browser's Back button does: it changes the address and says so.
"""

from __future__ import annotations

import streamlit as st

_LISTEN = """
export default function () {
  const follow = (event) => {
    const link = event.target.closest ? event.target.closest("a[data-rr]") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== window.location.origin) return;
    event.preventDefault();
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    const page = document.querySelector('[data-testid="stMain"]');
    if (page) page.scrollTo({ top: 0 });
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""

_listener = st.components.v2.component("recommenderr_links", js=_LISTEN)


def listen() -> None:
    """Makes the links of this page keep the session."""
    with st.container(key="rr_links"):
        _listener(key="rr_listener", height=0)
