"""Asks axe-core what on a page is hard to use without good eyes, without a mouse, or with a screen reader."""

from __future__ import annotations

from importlib import resources
from typing import Any, Literal

from playwright.sync_api import Page, expect

from recommenderr.dashboard.charts import palette
from tests.browser.page_objects import SIDEWAYS

_SOURCE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_LOADED = "() => typeof axe !== 'undefined'"
_DRAWN = "() => [...document.querySelectorAll('.stVegaLiteChart')].every(e => e.querySelector('svg, canvas'))"
_SETTLED = """() => !document.getAnimations()
  .some(a => a.playState === 'running' && a.effect.getComputedTiming().endTime < Infinity)"""
_RUN = "() => axe.run({resultTypes: ['violations'], elementRef: false})"
GROUNDS = {"light": palette.LIGHT_BACKGROUND, "dark": palette.DARK_BACKGROUND}
WIDTHS = {"wide": 1400, "phone": 390}
Look = tuple[Literal["light", "dark"], Literal["wide", "phone"]]
OPPOSITE: tuple[Look, ...] = (("light", "wide"), ("dark", "phone"))
EVERY: tuple[Look, ...] = (*OPPOSITE, ("light", "phone"), ("dark", "wide"))
KNOWN = (("aria-dialog-name", 'data-testid="stToast"'),)
"""What cannot be mended here, as rule and mark: Streamlit labels its toasts with the id of an element that it never
draws. The toast is read aloud all the same, and goes away by itself."""


def faults(page: Page) -> list[str]:
    """What axe finds, of any weight: how bad, which rule, where."""
    page.wait_for_function(_DRAWN)
    page.wait_for_function(_SETTLED)
    if not page.evaluate(_LOADED):
        page.evaluate(_SOURCE)  # by the debugger's door, which the page's own policy leaves open
    found: dict[str, list[dict[str, Any]]] = page.evaluate(_RUN)
    return [
        f"{fault['impact']} {fault['id']}: {node['html'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"]
        if not any(fault["id"] == rule and mark in node["html"] for rule, mark in KNOWN)
    ]


def faults_in(page: Page, *looks: Look) -> list[str]:
    """The same in each look, and whether the page scrolls sideways there."""
    found = []
    for scheme, width in looks:
        page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_css("background-color", _rgb(GROUNDS[scheme]))
        found += [f"{scheme}, {width}: {fault}" for fault in faults(page)]
        if page.evaluate(SIDEWAYS):
            found.append(f"{scheme}, {width}: scrolls sideways")
    return found


def _rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"
