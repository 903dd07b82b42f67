"""What is going on for the customer: open cases, promises, incidents. Pure."""

from agentdesk.domain.customer_views import OpenCaseLine
from agentdesk.seat.when import day
from agentdesk.text import fit, width
from agentdesk.tui.desk.case_lines import Line, Look, left_right
from agentdesk.tui.desk.customer.about import WIDE, About, Target, limited
from agentdesk.tui.kit.stops import Row
from agentdesk.tui.kit.times import due_cells, urgency

_STYLES = {"late": "late", "soon": "warning", "later": "text"}


def open_cases(about: About) -> list[Row]:
    """Return the customer's other open cases, the first due first."""
    others = [line for line in about.view.open_cases if line.case_id != about.case.id]
    return limited(others, 4, "open", about, lambda line: [open_case(line, about.look, "open")])


def open_case(line: OpenCaseLine, look: Look, section: str) -> Row:
    """Return one open case: number, channel, what it is about, who has it, what is left."""
    owner = "nobody" if line.owner is None else look.names.get(line.owner, line.owner)
    owner = "you" if line.owner == look.me else owner
    left: Line = [(f"{line.case_id} {line.channel:<5}", "text")]
    if look.width >= WIDE:
        room = look.width - width(left[0][0]) - width(owner) - 9
        left.append((fit(line.subject, max(0, room)), "text"))
    left.append((f" {owner}" if look.width >= WIDE else owner, "muted"))
    due = due_cells(line.due_at, line.due_kind, look.now, look.glyphs.minus)
    clock = [(due, _STYLES[urgency(line.due_at, look.now)])]
    target = Target("case", str(line.case_id), line.case_id)
    return Row(left_right(left, clock, look.width), target, section)


def promises(about: About) -> list[Row]:
    """Return what was promised, what is overdue first."""
    return [
        Row(
            _promised(text, promise.due_at, about.look),
            Target("promise", str(promise.id), promise.case_id),
            "promises",
        )
        for promise, text in about.view.promises
    ]


def _promised(text: str, due_at: int, look: Look) -> Line:
    late = due_at < look.now
    words, by = ("overdue", "since") if late else ("promised", "by")
    end = f" {by} {day(due_at, look.now, look.zone)}"
    start = f"! {words}: {text}"
    room = max(4, look.width - width(end))
    cut = fit(start, room).rstrip() if width(start) > room else start
    return [(cut + end, "late" if late else "warning")]


def incidents(about: About) -> list[Row]:
    """Return the known events that touch the customer."""
    rows = []
    for line in about.view.incidents:
        title = line.title or "no title"
        words = fit(f"incident {line.case_id}: {title}", about.look.width).rstrip()
        target = Target("incident", str(line.case_id), line.case_id)
        rows.append(Row([(words, "warning")], target, "incidents"))
    return rows
