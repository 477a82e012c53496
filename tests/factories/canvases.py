"""Small canvases for drawn posters, and a look at what was painted on them."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from recommenderr.artwork.motifs.canvas import Canvas, Motif
from recommenderr.artwork.palettes import PALETTES

WIDTH, HEIGHT = 120, 110
PALETTE = PALETTES["Drama"][0]


def canvas(seed: int = 0) -> tuple[Canvas, Image.Image]:
    """A canvas with a painted sky, and the image that it paints on."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PALETTE.sky)
    return Canvas(ImageDraw.Draw(image), WIDTH, HEIGHT, PALETTE, random.Random(seed)), image


def painted(motif: Motif, seed: int = 0) -> Image.Image:
    """What a motif paints."""
    drawing, image = canvas(seed)
    motif(drawing)
    return image


def colours(image: Image.Image) -> int:
    """How many colours an image has."""
    return len(image.getcolors(WIDTH * HEIGHT) or ())
