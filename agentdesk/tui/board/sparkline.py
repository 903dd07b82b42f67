"""A row of bars in one line: the day's arrivals of a queue. Pure."""

from collections.abc import Sequence
from itertools import pairwise

BARS = "▁▂▃▄▅▆▇"
"""Not the full one: it would grow together with the row above."""
PLAIN_BARS = "_.:-=+#"
"""Under ``--ascii``."""


def sparkline(values: Sequence[int], cells: int, *, plain: bool = False) -> str:
    """Return the values as bars, at most ``cells`` wide; the highest is the row's own.

    The lowest bar means none. Neighbours are added up where there are more values than cells.
    """
    if not values or cells <= 0:
        return ""
    bars = PLAIN_BARS if plain else BARS
    size = min(cells, len(values))
    edges = [len(values) * n // size for n in range(size + 1)]
    # Stretches of different length are compared by the arrivals for each value.
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    highest = max(means)
    steps = len(bars) - 1
    return "".join(
        bars[1 + round((steps - 1) * mean / highest)] if mean else bars[0] for mean in means
    )
