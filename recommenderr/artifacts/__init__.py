"""Generations on disk: what a build made, written whole, switched to in one step, read by memory map.

ART_DIR/current                              the name of the generation that serves
ART_DIR/generations/<UTC time>-<short id>/   one build: manifest.json, titles/, blocks/, people/
"""

from recommenderr.artifacts.generation import (
    Generation,
    generation_names,
    is_torn,
    open_current,
    open_generation,
    pass_over_torn,
)
from recommenderr.artifacts.titles import TitleTable
from recommenderr.artifacts.users import UserArrays
from recommenderr.artifacts.write import GenerationWriter, prune

__all__ = [
    "Generation",
    "GenerationWriter",
    "TitleTable",
    "UserArrays",
    "generation_names",
    "is_torn",
    "open_current",
    "open_generation",
    "pass_over_torn",
    "prune",
]
