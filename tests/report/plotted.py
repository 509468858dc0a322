"""The plots of a page."""

from __future__ import annotations

from bokeh.models import Plot

from hiphinge.report.page import curves, dowel, wall
from hiphinge.report.page.plots import time_plots
from hiphinge.report.table import read
from hiphinge.result import Analysis


def plot_of(analysis: Analysis, name: str) -> Plot:
    """Return one plot over time of an analysis, by its name."""
    table = read(analysis)
    shown = [*curves.plots(analysis, table), *wall.plots(analysis, table), *dowel.plots(analysis, table)]
    return next(plot for plot in time_plots(analysis, table, shown) if plot.name == name)


def drawn_in(plot: Plot, part: str) -> list[str]:
    """Return the colour names of the parts with a name, which are the keys of their quantities."""
    return [tag.partition("=")[2] for renderer in plot.renderers if renderer.name == part for tag in renderer.tags]
