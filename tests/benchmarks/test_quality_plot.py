"""The picture of the quality page: one bar for each model and data set, with its figure."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.quality_plot import BARS, draw, main

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    {"data": data, "name": bar.model, "measures": {"hit_rate@10": {"mean": mean, "low": mean / 2, "high": 2 * mean}}}
    for data, factor in (("a", 1.0), ("b", 0.5))
    for bar, mean in zip(BARS, (factor * value for value in (0.4, 0.1, 0.36, 0.3, 0.2, 0.04)), strict=True)
]


def test_every_model_has_a_bar_as_long_as_its_figure() -> None:
    picture = ElementTree.fromstring(draw(ROWS, {"a": "Films & series", "b": "Sessions"}))
    bars = [bar for bar in picture.iter(f"{SVG}rect") if bar.get("class") is None]
    widths = [float(str(bar.get("width"))) for bar in bars]
    assert widths == [140.0, 35.0, 126.0, 105.0, 70.0, 14.0, 70.0, 17.5, 63.0, 52.5, 35.0, 7.0]
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"Films & series", "Sessions", "your list"} <= set(texts)
    assert [text for text in texts if text and text.isdecimal()] == [
        *("40", "10", "36", "30", "20", "4"),
        *("20", "5", "18", "15", "10", "2"),
    ]


def test_a_model_that_took_no_part_has_no_bar() -> None:
    picture = ElementTree.fromstring(draw([ROWS[0]], {"a": "A"}))
    assert len([bar for bar in picture.iter(f"{SVG}rect") if bar.get("class") is None]) == 1


def test_the_picture_is_written_with_readable_names(tmp_path: Path) -> None:
    source, target = tmp_path / "quality.json", tmp_path / "img" / "quality.svg"
    source.write_text(json.dumps({"rows": ROWS}))
    main([str(source), str(target)])
    assert ">b</text>" in target.read_text()
    main([str(source), str(target), "b=Sessions = long"])
    assert ">Sessions = long</text>" in target.read_text()
    assert ">a</text>" not in target.read_text()
