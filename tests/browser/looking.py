"""Looks at a page as somebody with weak eyes does: every text against what is behind it."""

from __future__ import annotations

from playwright.sync_api import Page

SIDEWAYS = "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]" \
    ".some(e => e && e.scrollWidth > e.clientWidth)"  # fmt: skip
"""Whether the page scrolls sideways."""

_LOW = """() => {
  const probe = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    probe.clearRect(0, 0, 1, 1); probe.fillStyle = colour; probe.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== 'none' && style.backgroundSize === 'auto') return null;
      layers.push(rgba(style.backgroundColor));
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), e = walker.currentNode.parentElement;
    if (!text || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (e.closest('[disabled], [aria-disabled=true], [data-testid=stIconMaterial], style, script')) continue;
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.right < 0) continue;
    // A slider's value stands above its thumb, not on it.
    const place = e.closest('[data-testid=stSliderThumbValue]') ? e.closest('[data-testid=stSlider]') : e;
    const ground = behind(place), style = getComputedStyle(e);
    if (!ground) continue;
    const front = over(rgba(style.color), ground);
    const [high, low] = [light(front), light(ground)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const contrast = (high + .05) / (low + .05);
    if (contrast < (large ? 3 : 4.5)) found.push(`${text.slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return [...new Set(found)];
}"""


def low_contrasts(page: Page) -> list[str]:
    """The texts whose contrast is below what AA asks for, with the contrast that they have."""
    found: list[str] = page.evaluate(_LOW)
    return found
