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

FAMILIES: tuple[tuple[str, tuple[Figure, ...]], ...] = (
    ("What stands now", standing.FIGURES),
    ("Calls and chats", answering.FIGURES),
    ("People", people.FIGURES),
    ("What becomes of cases", cohorts.FIGURES),
    ("Responses and targets", responses.FIGURES),
    ("What customers and evaluators say", voices.FIGURES),
    ("Complaints and goodwill", redress.FIGURES),
)
"""The figures by what they are about, in the order in which they are listed."""

FIGURES: dict[str, Figure] = {figure.id: figure for _, figures in FAMILIES for figure in figures}
"""Every figure by its id."""

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
