"""Plots of a page: pygal lays them out, the page's own style sheet paints them.

What pygal would bring along is taken out: its scripts, its style, its addresses. What a dot or bar
says is its ``<title>``, which every browser shows without a script.
"""

import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from lxml import etree

from agentdesk.board.figures.figure import Figure
from agentdesk.board.reports.report import Grid, Group, Report
from agentdesk.board.reports.writing.words import made_of
from agentdesk.board.values import Unit, Value
from agentdesk.board.wording import shown
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.text import clean_line

SERIES = 7
"""More lines than this in one plot cannot be told apart."""
DOTS = 120
"""More points than this are drawn without dots."""
BARS = 62
"""More counts than this are drawn as a line."""
WIDE, NARROW = (1080, 12), (600, 6)
"""How wide a plot is, in the pixels it mostly has, and how many labels it has room for."""
HEIGHT = 270
BAR_HEIGHT = 32

Number = float | None


class Scale(msgspec.Struct, frozen=True):
    """How numbers of a unit stand on an axis."""

    by: float
    word: str
    ticks: tuple[float, ...]

    def number(self, value: Value) -> Number:
        """Return a value as it stands on the axis."""
        number = value.value
        return None if number is None else number / self.by

    def label(self, number: float) -> str:
        """Return the words at a place of the axis."""
        text = f"{number:,.10g}"
        return f"{text} {self.word}" if self.word else text


class Plot(msgspec.Struct, frozen=True):
    """A plot, and the names of its lines in the order of their colours."""

    svg: Any
    legend: tuple[str, ...]
    left_out: int = 0
    """How many groups that have something are only in the table."""


def plot_of(report: Report, grid: Grid, *, narrow: bool) -> Plot | None:
    """Draw a figure; ``None`` if there is nothing to draw. Raises ``ImportError``."""
    wide, labels = NARROW if narrow else WIDE
    by = report.asked.by
    if by.time is None and by.kind is None:
        return None
    if by.time is None:
        return _bars_of_groups(report, grid, wide)
    told = [group for group in report.groups if _has_something(report, grid, group)]
    if not told:
        return None
    groups = _largest(told, grid)
    names = [clean_line(report.name(group)) for group in groups] if by.kind else []
    rows = [[grid.value((each.order, group)) for each in report.intervals] for group in groups]
    svg = _over_time(report, grid, names or [grid.figure.name], rows, wide, labels)
    return Plot(svg, tuple(names), len(told) - len(groups))


def _has_something(report: Report, grid: Grid, group: str) -> bool:
    """Say whether a group has a value anywhere; a line of nothing is not drawn."""
    return any(grid.value((each.order, group)).value is not None for each in report.intervals)


def _largest(groups: Sequence[str], grid: Grid) -> list[str]:
    """Return those of the groups in which most was counted, in their order."""

    def weight(group: str) -> float:
        value = grid.of_group(group)
        return value.numerator if value.denominator is None else value.denominator

    chosen = sorted(groups, key=lambda group: -weight(group))[:SERIES]
    return [group for group in groups if group in chosen]


def scale_of(unit: Unit, values: Sequence[Value]) -> Scale:
    """Choose how numbers stand on an axis: durations in the unit people would say."""
    numbers = [each.value for each in values if each.value is not None]
    low, high = min([0, *numbers]), max([0, *numbers])
    if unit == "share" and low >= 0 and FEW < high <= 1:
        return Scale(0.01, "%", (0, 20, 40, 60, 80, 100))
    if unit != "ms":
        by: float = {"share": 0.01, "cents": 100}.get(unit, 1)
        return Scale(by, "%" if unit == "share" else "", _ticks(low / by, high / by, _ROUND))
    for by, word, steps in ((DAY, "d", _ROUND), (HOUR, "h", _HOURS), (MINUTE, "min", _SIXTIES)):
        if max(high, -low) >= 2 * by:
            return Scale(by, word, _ticks(low / by, high / by, steps))
    return Scale(SECOND, "s", _ticks(low / SECOND, high / SECOND, _SIXTIES))


_ROUND = (1, 2, 5, 10, 20, 50, 100)
_HOURS = (1, 2, 4, 6, 12, 24)
_SIXTIES = (1, 2, 5, 10, 20, 30, 60)
TICKS = 6
FEW = 0.4
"""Shares that stay below this are drawn larger."""


def _ticks(low: float, high: float, steps: Sequence[int]) -> tuple[float, ...]:
    """Return round numbers from below the lowest to above the highest value, 0 among them."""
    grown = 1
    while True:
        for step in steps:
            first, last = math.floor(low / (step * grown)), math.ceil(high / (step * grown))
            if last - first < TICKS:
                return tuple(step * grown * n for n in range(first, max(last, first + 1) + 1))
        grown *= 10


def _over_time(
    report: Report,
    grid: Grid,
    names: Sequence[str],
    rows: Sequence[Sequence[Value]],
    wide: int,
    most: int,
) -> Any:
    pygal = pygal_alone()
    scale = scale_of(grid.figure.unit, [value for row in rows for value in row])
    labels = [interval.label for interval in report.intervals]
    bars = grid.figure.unit == "count" and len(rows) == 1 and len(labels) <= BARS
    kind: Callable[..., Any] = pygal.Bar if bars else pygal.Line
    every = max(1, -(-len(labels) // most))
    chart = kind(
        **_options(scale, (wide, HEIGHT)),
        show_dots=len(labels) <= DOTS,
        dots_size=3,
        allow_interruptions=True,
        x_labels_major_every=every,
        show_minor_x_labels=False,
    )
    chart.x_labels = [_short(label) for label in labels]
    for name, row in zip(names, rows, strict=True):
        before = f"{name}, " if len(rows) > 1 else ""
        chart.add(
            name,
            [
                _point(grid.figure, scale.number(value), f"{before}{label}", value)
                for label, value in zip(labels, row, strict=True)
            ],
        )
    return plain(chart)


def _bars_of_groups(report: Report, grid: Grid, wide: int) -> Plot | None:
    pygal = pygal_alone()
    found = [(group, grid.value(_of(report, group))) for group in report.groups]
    drawn = [(group, value) for group, value in found if value.value is not None]
    if not drawn:
        return None
    scale = scale_of(grid.figure.unit, [value for _, value in drawn])
    size = (wide, 60 + BAR_HEIGHT * len(drawn))
    chart = pygal.HorizontalBar(**_options(scale, size))
    # pygal draws from below.
    drawn.reverse()
    names = [clean_line(report.name(group), 30) for group, _ in drawn]
    chart.x_labels = names
    chart.add(
        grid.figure.name,
        [
            _point(grid.figure, scale.number(value), name, value)
            for name, (_, value) in zip(names, drawn, strict=True)
        ],
    )
    return Plot(plain(chart), ())


def _of(report: Report, group: str) -> Group:
    return report.intervals[0].order, group


def _options(scale: Scale, size: tuple[int, int]) -> dict[str, Any]:
    return {
        "width": size[0],
        "height": size[1],
        "style": pygal_alone().style.Style(label_font_size=12, major_label_font_size=12),
        "js": (),
        "no_prefix": True,
        "disable_xml_declaration": True,
        "show_legend": False,
        "include_x_axis": True,
        "range": (scale.ticks[0], scale.ticks[-1]),
        "y_labels": scale.ticks,
        "formatter": scale.label,
        "value_formatter": scale.label,
        "margin": 8,
        "spacing": 12,
        "truncate_label": -1,
    }


def _point(figure: Figure, number: Number, of: str, value: Value) -> Any:
    """Return a point that says what it is when it is pointed at."""
    counts = made_of(figure, value)
    said = f"{shown(value)} ({counts})" if counts else shown(value)
    return {"value": number, "label": f"{of}: {said}"}


def _short(label: str) -> str:
    """Leave the year out of a date: it stands in the heading and beside every dot."""
    return label[5:] if label[4:5] == "-" and len(label) > len("2026-W10") else label


def pygal_alone() -> Any:
    """Import pygal, without the hook that it puts in the way of every later import.

    Raises ``ImportError`` where it is not installed.
    """
    import pygal

    # What else the import brought stays: packages are found by it.
    hook = getattr(pygal, "PluginImportFixer", ())
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, hook)]
    return pygal


def plain(chart: Any) -> Any:
    """Return the drawing alone, as an element to stand in a page."""
    root = etree.fromstring(chart.render(is_unicode=True).encode())
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            _drop(element)
            continue
        tag = etree.QName(element).localname
        if tag in ("script", "style", "defs", "title"):
            _drop(element)
        elif tag == "desc":
            if element.get("class") == "label":
                _say(element)
            _drop(element)
        for name in ("style", "id"):
            element.attrib.pop(name, None)
    etree.cleanup_namespaces(root)
    root.set("role", "img")
    root.set("preserveAspectRatio", "xMinYMin meet")
    return root


def _say(desc: Any) -> None:
    """Make what a point says its title; what can still change is drawn hollow."""
    point = desc.getparent()
    title = etree.SubElement(point, etree.QName(point, "title"))
    title.text = desc.text
    if ": ~" in (desc.text or ""):
        point.set("class", f"{point.get('class', '')} provisional".strip())


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
