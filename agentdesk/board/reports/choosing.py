"""Which figures a report has, from what somebody typed."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from agentdesk.board.errors import BoardError
from agentdesk.board.figures.figure import Figure
from agentdesk.board.figures.people import FIGURES as OF_PEOPLE
from agentdesk.board.figures.registry import FAMILY, FIGURES, find
from agentdesk.board.reports.dimensions import By
from agentdesk.nearest import nearest

USUAL = (
    "offered",
    "service_level",
    "abandonment",
    "asa",
    "aht",
    "handled",
    "frt",
    "resolution",
    "attainment",
    "fcr",
    "csat",
    "backlog",
)
"""What a report has when no figure is named."""
EVERY = "all"
_PEOPLE = frozenset(figure.id for figure in OF_PEOPLE)


def chosen(names: Iterable[str], variant: str, by: By) -> tuple[Figure, ...]:
    """Return the figures that are meant: by name, by ``attainment*``, or ``all``.

    ``service_level`` is the chosen variant of it. Raises ``BoardError`` with a sentence.
    """
    found: dict[str, Figure] = {}
    for name in [part.strip() for text in names for part in text.split(",")] or USUAL:
        for figure in _named(name, variant, by):
            found[figure.id] = figure
    return tuple(found.values())


def splits(figure: Figure, by: By) -> bool:
    """Say whether a figure can be split so: people serve several queues, so their time cannot."""
    return figure.id not in _PEOPLE or by.kind in (None, "team")


def _named(name: str, variant: str, by: By) -> Iterable[Figure]:
    if name == EVERY or "*" in name or "?" in name:
        pattern = "*" if name == EVERY else name
        some = [
            figure
            for figure in FIGURES.values()
            if fnmatchcase(figure.id, pattern) and splits(figure, by)
        ]
        if not some:
            raise BoardError(f"No figure is called like “{name}”: agentdesk report --list has all.")
        return some
    try:
        figure = find(name, variant)
    except KeyError:
        known = (FAMILY, *FIGURES)
        near = nearest(name, known) if len(name) > 1 else ""
        hint = near if near.startswith("Did") else "agentdesk report --list has all."
        raise BoardError(f"There is no figure “{name}”. {hint}") from None
    if not splits(figure, by):
        raise BoardError(
            f"“{figure.name}” is about people, who serve several queues: "
            f"it cannot be split by {by.kind}, only by team or by time."
        )
    return [figure]
