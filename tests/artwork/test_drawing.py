from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageDraw

from recommenderr.artwork.drawing import draw
from recommenderr.artwork.motifs import MOTIFS, Canvas
from recommenderr.artwork.palettes import PALETTES
from recommenderr.demo.catalogue import read_titles

GENRES = {genre for title in read_titles() for genre in title["genres"]}


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


@pytest.mark.parametrize(("width", "height"), [(300, 450), (90, 135), (400, 600), (33, 50), (450, 300), (1, 1)])
def test_posters_are_jpegs_of_the_requested_size(width: int, height: int) -> None:
    image = opened(draw("Alien", 1979, ["Horror", "Science Fiction"], width, height))
    assert (image.format, image.size, image.mode) == ("JPEG", (width, height), "RGB")


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Up",
        "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb, and a Good Deal More Besides " * 3,
        "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
        "千と千尋の神隠し",
        "WALL·E",
        "a\nb",
    ],
)
def test_any_title_can_be_set(title: str) -> None:
    assert opened(draw(title, None, [], 300, 450)).size == (300, 450)


def test_the_same_title_has_the_same_poster_and_another_title_another() -> None:
    assert draw("Alien", 1979, ["Horror"], 90, 135) == draw("Alien", 1979, ["Horror"], 90, 135)
    wall = {draw(f"Film {n}", 2000, ["Drama"], 90, 135) for n in range(24)}
    assert len(wall) == 24


def test_every_genre_has_pictures_and_colours() -> None:
    assert set(MOTIFS) >= GENRES
    assert set(MOTIFS) == set(PALETTES)


@pytest.mark.parametrize("genre", sorted(MOTIFS))
def test_every_picture_paints_something(genre: str) -> None:
    palette = PALETTES[genre][0]
    for motif in MOTIFS[genre]:
        for seed in range(5):
            image = Image.new("RGB", (120, 110), palette.sky)
            motif(Canvas(ImageDraw.Draw(image), *image.size, palette, random.Random(seed)))
            assert len(image.getcolors(120 * 110) or ()) >= 2, motif.__name__
