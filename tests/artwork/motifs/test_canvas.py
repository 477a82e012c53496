"""The drawing tools paint where they are told to, and in the colour they are given."""

from __future__ import annotations

from PIL import ImageColor

from recommenderr.artwork.motifs.canvas import cloud, stars, wave
from tests.factories.canvases import HEIGHT, PALETTE, WIDTH, canvas, colours

RED = (255, 0, 0)
SKY = ImageColor.getrgb(PALETTE.sky)


def test_a_disc_is_filled_and_a_ring_is_not() -> None:
    drawing, image = canvas()
    drawing.disc(30, 50, 10, "#ff0000")
    drawing.ring(90, 50, 10, 2, "#ff0000")
    assert image.getpixel((30, 50)) == image.getpixel((38, 50)) == image.getpixel((81, 50)) == RED
    assert image.getpixel((90, 50)) == image.getpixel((45, 50)) == SKY


def test_a_shape_fills_its_polygon() -> None:
    drawing, image = canvas()
    drawing.shape([(0, 0), (40, 0), (40, 40), (0, 40)], "#ff0000")
    assert image.getpixel((20, 20)) == RED
    assert image.getpixel((60, 60)) == SKY


def test_everything_below_a_wave_is_filled_and_nothing_above_it() -> None:
    drawing, image = canvas()
    wave(drawing, 60, 5, 2, "#ff0000")
    assert {image.getpixel((x, HEIGHT - 1)) for x in range(WIDTH)} == {RED}
    assert {image.getpixel((x, 50)) for x in range(WIDTH)} == {SKY}


def test_stars_and_clouds_have_the_colour_of_the_ink() -> None:
    for paint in (stars, lambda drawing: cloud(drawing, 60, 50, 10)):
        drawing, image = canvas()
        paint(drawing)
        assert colours(image) == 2
        assert ImageColor.getrgb(PALETTE.ink) in {colour for _, colour in image.getcolors() or ()}
