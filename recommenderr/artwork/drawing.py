"""Draws posters: flat colours, one simple picture for the genre, and the title in large letters.

A title always gets the same poster; two titles of one genre differ in picture, colours, layout and detail.
"""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from recommenderr.artwork.motifs import MOTIFS, Canvas, Motif
from recommenderr.artwork.palettes import PALETTES, Palette, more_legible, shifted

QUALITY = 86
SCALE = 2  # shapes are drawn this much larger and then reduced, for antialiasing
MARGIN, LEADING, YEAR_SIZE = 0.08, 1.06, 0.052
LEAST_BLOCK, LARGEST_BLOCK = 0.27, 0.42  # shares of the height that the title may take
LETTER_SIZES = (0.17, 0.155, 0.14, 0.125, 0.115, 0.105, 0.095, 0.085, 0.075, 0.065)  # shares of the width
MAIN_GENRE = 0.7  # probability that the picture, and that the palette, is of the main genre and not of the second
ELLIPSIS = "…"


class Layout(NamedTuple):
    """Position, alignment and capitals of the title."""

    at_top: bool
    centred: bool
    capitals: bool


class Lettering(NamedTuple):
    """A title ready to draw: its lines, its fonts, and its height in pixels including the year."""

    lines: list[str]
    font: ImageFont.FreeTypeFont
    small: ImageFont.FreeTypeFont
    height: int


def draw(title: str, year: int | None, genres: Sequence[str], width: int, height: int) -> bytes:
    """The poster of a title as a JPEG of `width` by `height` pixels; always the same for the same arguments."""
    known_genres = [genre for genre in MOTIFS if genre in genres] or ["Drama"]
    return _drawn(title, year, known_genres[0], known_genres[min(1, len(known_genres) - 1)], width, height)


@lru_cache(maxsize=1024)
def _drawn(title: str, year: int | None, genre: str, second: str, width: int, height: int) -> bytes:
    rng = random.Random(hashlib.sha256(f"poster\x1f{title}\x1f{year}".encode()).hexdigest()[:24])
    motif = rng.choice(MOTIFS[genre if rng.random() < MAIN_GENRE else second])
    palette = shifted(rng.choice(PALETTES[genre if rng.random() < MAIN_GENRE else second]), rng)
    layout = Layout(rng.random() < 0.3, rng.random() < 0.3, rng.random() < 0.45)
    lettering = _lettering(title.upper() if layout.capitals else title, year, width, height)
    image = _picture(motif, palette, rng, layout, width, height, lettering.height)
    _set_title(image, lettering, year, palette, layout)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _picture(
    motif: Motif, palette: Palette, rng: random.Random, layout: Layout, width: int, height: int, block: int
) -> Image.Image:
    """The poster without its letters: the background of the title, and the motif in the rest."""
    rest = max(1, height - block)
    picture = Image.new("RGB", (width * SCALE, rest * SCALE), palette.sky)
    motif(Canvas(ImageDraw.Draw(picture), *picture.size, palette, rng))
    if rng.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    image = Image.new("RGB", (width, height), palette.sky if layout.at_top else palette.ground)
    image.paste(picture.reduce(SCALE), (0, block if layout.at_top else 0))
    return image


def _set_title(image: Image.Image, lettering: Lettering, year: int | None, palette: Palette, layout: Layout) -> None:
    pen = ImageDraw.Draw(image)
    width, height = image.size
    margin, size = width * MARGIN, lettering.font.size
    ink = more_legible(palette, palette.sky) if layout.at_top else palette.ink
    x, anchor = (width / 2, "ma") if layout.centred else (margin, "la")
    y = margin if layout.at_top else height - lettering.height + margin * 0.75
    for line in lettering.lines:
        pen.text((x, y), line, font=lettering.font, fill=ink, anchor=anchor, stroke_width=size / 50, stroke_fill=ink)
        y += size * LEADING
    if year:
        y = y + lettering.small.size * 0.5 if layout.at_top else height - margin - lettering.small.size * 0.8
        pen.text((x, y), str(year), font=lettering.small, fill=ink, anchor=anchor)


def _lettering(title: str, year: int | None, width: int, height: int) -> Lettering:
    """The title in the largest letters that fit; a very long title is truncated."""
    room = width * (1 - 2 * MARGIN)
    small = _font(max(6, round(width * YEAR_SIZE)))
    around = width * MARGIN * 2 + (small.size * 1.3 if year else 0)
    most = height * LARGEST_BLOCK - around
    for share in LETTER_SIZES:
        font = _font(max(6, round(width * share)))
        lines = _wrapped(title, font, room)
        if len(lines) * font.size * LEADING <= most and max(map(font.getlength, lines), default=0) <= room:
            break
    else:
        lines = _cut(lines, font, room, max(1, int(most // (font.size * LEADING))))
    needed = round(len(lines) * font.size * LEADING + around)
    return Lettering(_balanced(lines, font, room), font, small, max(needed, round(height * LEAST_BLOCK)))


def _wrapped(title: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines: list[str] = []
    for word in title.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balanced(lines: list[str], font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """The same number of lines with more equal lengths, so that the last line is not a single short word."""
    best, text = lines, " ".join(lines)
    for percent in range(95, 45, -5):
        narrower = _wrapped(text, font, room * percent / 100)
        if len(narrower) > len(lines) or max(map(font.getlength, narrower), default=0) > room:
            break
        best = narrower
    return best


def _cut(lines: list[str], font: ImageFont.FreeTypeFont, room: float, most: int) -> list[str]:
    shortened = lines[:most]
    if len(lines) > most:
        shortened[-1] += ELLIPSIS
    for number, line in enumerate(shortened):
        while len(line) > 1 and font.getlength(line) > room:
            line = line.rstrip(ELLIPSIS)[:-1] + ELLIPSIS
        shortened[number] = line
    return shortened


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType; install the wheel from the package index.")
    return font
