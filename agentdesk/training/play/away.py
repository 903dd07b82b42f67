"""Colleagues who drop out of the shift: they go offline, and their cases go back.

They go back as the desk's rules say, looked at once a minute, as any open desk does.
"""

from collections.abc import Generator
from typing import Any

from agentdesk.clock import MINUTE
from agentdesk.data.telling import Do
from agentdesk.desk.absence import GIVE_BACK, give_back, is_absent, lease_is_over
from agentdesk.desk.common import SYSTEM
from agentdesk.domain.events import CaseAssigned, Entry
from agentdesk.training.play.looking import LOOK, Look, Looked
from agentdesk.training.play.opening import make

EACH = MINUTE

Asking = Generator[Do, Any, None]


class Away:
    """Who has dropped out, since when, and which cases they may still have."""

    def __init__(self) -> None:
        self._since: dict[str, int] = {}
        self._cases: dict[str, set[int] | None] = {}
        """``None`` where it has to be looked up."""
        self._back: list[tuple[int, str, str]] = []
        """When who comes back, and by which command."""
        self._swept_at = 0

    def take(self, entry: Entry) -> None:
        """Take in the next entry of the log."""
        event = entry.fact.event
        if self._since and isinstance(event, CaseAssigned) and event.agent in self._since:
            cases = self._cases[event.agent]
            if cases is not None:
                cases.add(event.case_id)

    def drops_out(self, who: str, at: int, back: int | None, command: str) -> Do:
        """Let somebody go; return what says so. ``back`` is an instant, or ``None`` for never."""
        self._since[who], self._cases[who] = at, None
        self._swept_at = max(self._swept_at, at)
        if back is not None:
            self._back.append((back, who, f"{command}:back"))
        return make("set_agent_state", f"{command}:off", who, state="offline")

    def over(self, now: int) -> None:
        """Take what was due until an instant as done, after the log was taken in."""
        for at, who, _ in self._back:
            if at < now:
                self._since.pop(who, None)
        self._back = [one for one in self._back if one[0] >= now]
        self._swept_at = max(self._swept_at, now - 1)

    @property
    def next_at(self) -> int | None:
        """When something is to be done next."""
        found = [at for at, _, _ in self._back]
        for who, since in self._since.items():
            cases = self._cases[who]
            if cases is None or cases:
                found.append(since + (max(0, self._swept_at - since) // EACH + 1) * EACH)
        return min(found, default=None)

    def until(self, at: int) -> Asking:
        """Do what is to be done at an instant: who is back comes first. Refusals are passed over;
        a report of a :class:`Do` is the asker's to learn from.
        """
        for one in sorted(self._back):
            if one[0] <= at:
                self._back.remove(one)
                self._since.pop(one[1], None)
                yield make("set_agent_state", one[2], one[1], state="available")
        if self._since and at > self._swept_at:
            yield from self._sweep(at)

    def _sweep(self, at: int) -> Asking:
        self._swept_at = at
        known = [cases for who, cases in self._cases.items() if who in self._since]
        every = tuple(sorted({case for cases in known if cases is not None for case in cases}))
        look = Look(command_id=f"look:{at}", actor=SYSTEM, cases=None if None in known else every)
        seen: Looked | None = yield Do(LOOK, look)
        if seen is None:
            return
        self._cases = {who: set() for who in self._since}
        for row in seen.rows:
            if row.owner in self._since and row.active:
                cases = self._cases[row.owner]
                since = self._since[row.owner]
                if lease_is_over(row, since, seen.setup, at):
                    yield Do(GIVE_BACK, give_back(row, untouched=True))
                elif is_absent(row, since, seen.setup, at):
                    yield Do(GIVE_BACK, give_back(row, untouched=False))
                elif cases is not None:
                    cases.add(row.id)
