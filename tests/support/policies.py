"""The policies that the domain begins with: targets by agreement level and priority."""

from agentdesk.clock import HOUR
from agentdesk.domain.rows import ClockKind
from agentdesk.domain.setup import PolicySetup

_SEED_HOURS: dict[int, dict[ClockKind, float]] = {
    1: {"FR": 0.5, "NR": 1, "PU": 2, "RES": 4},
    2: {"FR": 1, "NR": 2, "PU": 4, "RES": 8},
    3: {"FR": 4, "NR": 8, "PU": 16, "RES": 16},
    4: {"FR": 8, "NR": 16, "RES": 40},
}


def seed_policies(hours: str, always: str) -> tuple[PolicySetup, ...]:
    """Return the policies, given the ids of its hours and of its 24x7 calendar.

    Premium halves the standard targets, its P1 and P2 around the clock; basic doubles them,
    promises no updates, and is last because it holds for every other level.
    """
    made: list[PolicySetup] = []
    for level, factor in (("premium", 0.5), ("standard", 1.0), ("basic", 2.0)):
        for priority, targets in _SEED_HOURS.items():
            ms = {kind: int(value * factor * HOUR) for kind, value in targets.items()}
            made.append(
                PolicySetup(
                    id=f"{level}-P{priority}",
                    calendar=always if level == "premium" and priority <= 2 else hours,
                    levels=() if level == "basic" else (level,),
                    priorities=(priority,),
                    fr=ms["FR"],
                    nr=ms["NR"],
                    res=ms["RES"],
                    pu=None if level == "basic" else ms.get("PU"),
                )
            )
    return tuple(made)
