"""What falls due while a log is told, and after its end: the desk's own rules, at their due times.

Within a log its own rows say when a wait ended and who was reminded, so only clocks run out there,
and resolved cases close where the log does not say when they do. After its end the desk's rules go
on: one reminder of a wait comes up, not a row of them, and its rhythm goes on from there.
"""

from collections.abc import Callable

from agentdesk.desk import states
from agentdesk.desk.common import queue_of
from agentdesk.desk.log_story import SLA_TIMERS, Past
from agentdesk.desk.timers import REMINDERS
from agentdesk.domain import sla
from agentdesk.domain.events import CaseClosed, CaseReminded
from agentdesk.domain.rows import ClockRow, TimerRow

Fires = dict[str, Callable[[Past, TimerRow], None]]


def _sla(story: Past, timer: TimerRow) -> None:
    clock = story.table.get(ClockRow, timer.case_id, timer.kind.removeprefix("sla."))
    if clock is not None:
        story.tell_clocks(sla.fire(clock, story.now))


def _close(story: Past, timer: TimerRow) -> None:
    if story.case(timer.case_id).state == "resolved":
        story.tell(CaseClosed(case_id=timer.case_id, reason="time"))


def _remind(story: Past, timer: TimerRow) -> None:
    row = story.case(timer.case_id)
    if row.state == "waiting_third_party" and row.owner is None:
        states.resume(story, row.id, "timer")
        story.rank(row.id)
        return
    number, rhythm = row.reminders + 1, max(1, queue_of(story.state, row.queue).reminder)
    missed = max(0, story.state.now - timer.due_at) // rhythm
    last = row.state == "waiting_customer" and number >= REMINDERS
    next_at = None if last else timer.due_at + (missed + 1) * rhythm
    story.tell(CaseReminded(case_id=row.id, number=number, next_at=next_at))


CLOCKS: Fires = dict.fromkeys(SLA_TIMERS, _sla)
WITHIN: Fires = {**CLOCKS, "close": _close}
"""Within a log that does not say when its cases close."""
AFTER: Fires = {**WITHIN, "remind": _remind}
"""After its end."""
