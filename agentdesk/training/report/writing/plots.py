"""Plots of a training report: moods over time, and what each pick cost more than the best.

pygal lays them out, the page's style sheet paints them; without pygal a page has none, and its
tables say the same.
"""

from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import msgspec

from agentdesk.board.reports.writing.plots import SERIES, WIDE, plain, pygal_alone
from agentdesk.clock import MINUTE
from agentdesk.text import clean_line
from agentdesk.training.personas import LEVELS
from agentdesk.training.report.report import Mood, Report

HEIGHT = 270
TICKS = 10
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 960)
"""Minutes between two labels of time."""


class Drawing(msgspec.Struct, frozen=True):
    """A plot, the names of its lines in the order of their colours, how many are not drawn."""

    svg: Any
    legend: tuple[str, ...] = ()
    left_out: int = 0


def drawings_of(report: Report) -> dict[str, Drawing]:
    """Return the plots of an attempt's page by the section they stand in; none without pygal."""
    if not can_draw():
        return {}
    found = {"moods": _moods(report), "picks": _regrets(report)}
    return {id: drawing for id, drawing in found.items() if drawing is not None}


def can_draw() -> bool:
    """Say whether what lays plots out is installed."""
    return find_spec("pygal") is not None


def _options(height: int = HEIGHT) -> dict[str, Any]:
    return {
        "width": WIDE[0],
        "height": height,
        "style": pygal_alone().style.Style(label_font_size=12, major_label_font_size=12),
        "js": (),
        "no_prefix": True,
        "disable_xml_declaration": True,
        "show_legend": False,
        "margin": 8,
        "spacing": 12,
        "truncate_label": -1,
    }


def _moods(report: Report) -> Drawing | None:
    moved = [mood for mood in report.moods if len(mood.feelings) > 1]
    if not moved:
        return None
    chosen = sorted(moved, key=lambda mood: -_way(mood))[:SERIES]
    drawn = [mood for mood in moved if mood in chosen]
    start, end = report.head.start, report.head.start + report.head.worked
    minutes = (end - start) / MINUTE
    step = next((one for one in STEPS if minutes / one <= TICKS), STEPS[-1])
    chart = pygal_alone().XY(
        **_options(),
        range=(0, 4),
        xrange=(0, max(1, minutes)),
        dots_size=3,
        include_x_axis=True,
    )
    chart.y_labels = [{"value": level, "label": word} for level, word in enumerate(LEVELS)]
    chart.x_labels = [
        {"value": at, "label": f"{at // 60}:{at % 60:02d}"}
        for at in range(0, int(minutes) + 1, step)
    ]
    for mood in drawn:
        chart.add(clean_line(mood.customer, 40), _line(mood, start, end))
    legend = tuple(mood.customer for mood in drawn)
    return Drawing(plain(chart), legend, len(report.moods) - len(drawn))


def _way(mood: Mood) -> float:
    """Return how far somebody was moved, up and down."""
    levels = [one.level for one in mood.feelings]
    return sum(abs(after - before) for before, after in pairwise(levels))


def _line(mood: Mood, start: int, end: int) -> list[dict[str, Any]]:
    """Return the points of a mood: it stays as it is until something moves it."""
    points = []
    level = mood.feelings[0].level
    for one in mood.feelings:
        at = (one.at - start) / MINUTE
        by = f", {one.by}" if one.by else ""
        said = clean_line(f"{mood.customer}: {one.mood} at {one.clock}{by}")
        if one.level != level:
            points.append({"value": (at, level), "label": said})
        points.append({"value": (at, one.level), "label": said})
        level = one.level
    points.append({"value": ((end - start) / MINUTE, level), "label": clean_line(mood.customer)})
    return points


def _regrets(report: Report) -> Drawing | None:
    if not any(pick.regret for pick in report.picks):
        return None
    chart = pygal_alone().Bar(**_options(200), show_minor_x_labels=False)
    every = max(1, -(-len(report.picks) // 20))
    chart.x_labels_major_every = every
    chart.x_labels = [str(pick.number) for pick in report.picks]
    chart.add(
        "regret",
        [
            {
                "value": pick.regret,
                "label": clean_line(
                    f"pick {pick.number} at {pick.clock}: {pick.taken}"
                    + (f", better {pick.best}" if pick.best else "")
                ),
            }
            for pick in report.picks
        ],
    )
    return Drawing(plain(chart))
