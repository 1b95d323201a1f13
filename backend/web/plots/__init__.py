"""Plots as SVG, drawn on the server: pure functions from figures and ready-made words to markup.

Geometry stands in attributes and colour in classes, so that a strict content security policy holds. Every plot says
its figures in its name (`role=img`), never only its kind. Nothing here knows a promise or a language: the words are
handed in.
"""

from backend.web.plots.dots import dots
from backend.web.plots.forecast import Path, forecast
from backend.web.plots.levels import Part, levels
from backend.web.plots.map import RINGS, Spot, places
from backend.web.plots.months import months
from backend.web.plots.rows import WIDE, WIDTH, StepState, blocks, bullet, cells, share, steps, twins
from backend.web.plots.spark import spark
from backend.web.plots.weeks import Week, weeks

__all__ = [
    "RINGS",
    "WIDE",
    "WIDTH",
    "Part",
    "Path",
    "Spot",
    "StepState",
    "Week",
    "blocks",
    "bullet",
    "cells",
    "dots",
    "forecast",
    "levels",
    "months",
    "places",
    "share",
    "spark",
    "steps",
    "twins",
    "weeks",
]
