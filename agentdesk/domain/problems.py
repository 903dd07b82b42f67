"""What can be wrong with a part of the set-up, as sentences with their place."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from agentdesk.nearest import nearest

At: TypeAlias = tuple[str | int, ...]
Problem: TypeAlias = tuple[At, str]
"""Where in the set-up, and what is wrong there as a sentence."""


def unknown(at: At, name: str | None, known: Iterable[str]) -> Iterator[Problem]:
    """Find a name that is not among those known, and say the nearest or all there are."""
    choices = list(known)
    if name is None or name in choices:
        return
    yield at, f"there is no “{name}”. {nearest(name, choices)}"


def out_of_range(at: At, value: int, low: int, high: int) -> Iterator[Problem]:
    """Find a number outside its range."""
    if not low <= value <= high:
        yield at, f"{value} is not between {low} and {high}."
