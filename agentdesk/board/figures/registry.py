"""Every figure there is, by its id."""

from agentdesk.board.figures import (
    answering,
    cohorts,
    people,
    redress,
    responses,
    standing,
    voices,
)
from agentdesk.board.figures.figure import Figure

FIGURES: dict[str, Figure] = {
    figure.id: figure
    for family in (standing, answering, people, cohorts, responses, voices, redress)
    for figure in family.FIGURES
}
"""In the order in which they are listed."""

VARIANTS: dict[str, Figure] = {figure.id: figure for figure in answering.VARIANTS}
"""The rules of the service level; the first is the default."""

FAMILY = "service_level"
"""Stands for whichever rule of the service level is chosen."""


def find(id: str, variant: str = "service_level.default") -> Figure:
    """Return a figure. ``service_level`` is the chosen variant, which may be named without it.

    Raises ``KeyError`` for what there is none of.
    """
    if id == FAMILY:
        id = variant if variant in VARIANTS else f"{FAMILY}.{variant}"
    return FIGURES[id]
