"""What stands under a case's head besides its clocks: complaint, incident, promises, goodwill.

Pure, no colours. A line each, and only while it matters to whoever works on the case.
"""

from collections.abc import Sequence

from agentdesk.desk.goodwill import money
from agentdesk.domain.care_rows import ComplaintRow
from agentdesk.domain.customer_views import IncidentLine
from agentdesk.domain.views import CaseView, Doing
from agentdesk.seat.when import when
from agentdesk.seat.words import SEVERITY_WORDS
from agentdesk.text import fit
from agentdesk.tui.desk.case_lines import Line, Look, head, left_right, promise_line
from agentdesk.tui.kit.times import due_text, urgency

MOST_PROMISES = 3
"""So many lines tell of open promises at most; the last one counts the rest."""
MOST = 7
"""So many lines stand above a case's messages at most, see ``case.tcss``."""


def head_lines(
    view: CaseView, doing: tuple[Doing, ...], look: Look, above: Sequence[Line] = ()
) -> list[Line]:
    """Return all that stands above a case's messages: what it is, and what matters besides.

    ``above`` is said of the customer where the customer's own pane has no room.
    """
    lines = [*above, *head(view, doing, look)]
    return lines + care_lines(view, look, MOST - len(lines))


def care_lines(view: CaseView, look: Look, room: int) -> list[Line]:
    """Return the lines of what goes beyond answering, the most pressing first.

    Where there is little room for lines, goodwill is left out and promises are told shorter.
    """
    lines: list[Line] = []
    if view.complaint is not None and view.complaint.row.closed_at is None:
        lines.append(_complaint(view.complaint.row, look))
    if view.incident is not None:
        lines.append(_incident(view, view.incident, look))
    lines += _promises(view, look, room - len(lines))
    if view.goodwill and len(lines) < room:
        lines.append(_goodwill(view, look))
    return lines


def _complaint(row: ComplaintRow, look: Look) -> Line:
    dot = f" {look.glyphs.dot} "
    words, due = f"! {SEVERITY_WORDS[row.severity]} complaint", row.due
    words += f"{dot}{row.category}" if due is not None else f"{dot}decided: ! closes it"
    style = "warning"
    right: Line = []
    if due is not None:
        kind, at = due
        word = "acknowledge due" if kind == "ACK" else "decide due"
        by = {"late": "late", "soon": "soon", "later": "text"}[urgency(at, look.now)]
        right = [(f"{word} ", "muted"), (due_text(at, kind, look.now, look.glyphs.minus), by)]
    return left_right([(words, style)], right, look.width)


def _incident(view: CaseView, line: IncidentLine, look: Look) -> Line:
    dot = f" {look.glyphs.dot} "
    if line.case_id == view.row.id:
        cases = "1 case" if line.cases == 1 else f"{line.cases} cases"
        people = "1 customer" if line.customers == 1 else f"{line.customers} customers"
        words = ["incident" if line.running else "incident, over", f"{cases} linked", people]
        if line.answered_at is not None:
            words.append(f"answered {when(line.answered_at, look.now, look.zone)}")
        return [(fit(dot.join(words), look.width).rstrip(), "warning")]
    told = [("I inserts its answer", "accent")] if view.incident_answer and view.row.active else []
    name = f"incident {line.case_id}: {line.title}" + ("" if line.running else " (over)")
    return left_right([(name, "warning")], told, look.width)


def _promises(view: CaseView, look: Look, room: int) -> list[Line]:
    pending = [(row, text) for row, text in view.promises if row.settled_at is None]
    most = min(MOST_PROMISES, max(1, room))
    if len(pending) <= most:
        return [promise_line(text, row.due_at, look) for row, text in pending]
    if most == 1:
        row, text = pending[0]
        return [promise_line(text, row.due_at, look, f"{len(pending)} promised, first")]
    told = [promise_line(text, row.due_at, look) for row, text in pending[: most - 1]]
    return [*told, [(f"{len(pending) - len(told)} more promises: P lists them", "muted")]]


def _goodwill(view: CaseView, look: Look) -> Line:
    granted = [f"{row.form} {money(row.cents, row.currency)}" for row in view.goodwill]
    who = look.names.get(view.goodwill[-1].by, view.goodwill[-1].by)
    words = f"granted: {', '.join(granted)} {look.glyphs.dot} {who}"
    return [(fit(words, look.width).rstrip(), "muted")]
