"""How long customers wait before they give up, when most of them were answered before they did.

Who was answered after 40 s would have waited longer, nobody knows how much longer: a *censored*
observation. Leaving such calls out makes customers look far less patient than they are.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Waited(NamedTuple):
    """One customer's wait in ms, and whether it ended because they gave up."""

    ms: int
    gave_up: bool


class Curve(NamedTuple):
    """A survival curve: after ``at[i]`` ms the share ``share[i]`` is still there."""

    at: tuple[int, ...]
    share: tuple[float, ...]

    def still(self, ms: int) -> float:
        """Return the share that is still there after so long."""
        left = 1.0
        for at, share in zip(self.at, self.share, strict=True):
            if at > ms:
                break
            left = share
        return left

    def half(self, after: int = 0) -> int | None:
        """Return when half of those are gone who are there after ``after`` ms.

        ``None`` where the curve does not fall so far: of the last ones it knows nothing.
        """
        wanted = self.still(after) / 2
        for at, share in zip(self.at, self.share, strict=True):
            if at > after and share <= wanted:
                return at
        return None


def kaplan_meier(waits: Iterable[Waited]) -> Curve:
    """Estimate who is still there after how long, censored waits taken as what they are.

    The product-limit estimator: S(t) = product over every time t_i <= t at which somebody gave up
    of (1 - d_i / n_i); d_i gave up at t_i, n_i were still waiting just before it. Whoever was
    answered at that same time counts among the n_i. Source: E. L. Kaplan and P. Meier,
    "Nonparametric estimation from incomplete observations", Journal of the American Statistical
    Association 53 (1958), 457-481.
    """
    ordered: Sequence[Waited] = sorted(waits)
    at: list[int] = []
    share: list[float] = []
    left, there, place = 1.0, len(ordered), 0
    while place < len(ordered):
        ms, end = ordered[place].ms, place
        while end < len(ordered) and ordered[end].ms == ms:
            end += 1
        gone = sum(wait.gave_up for wait in ordered[place:end])
        if gone:
            left *= 1 - gone / there
            at.append(ms)
            share.append(left)
        there -= end - place
        place = end
    return Curve(tuple(at), tuple(share))
