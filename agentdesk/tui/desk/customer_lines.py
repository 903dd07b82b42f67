"""A customer as lines of words, in the order of the domain's pane (§6). Pure, no colours."""

from agentdesk.clock import to_datetime
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.views import CustomerView, HistoryLine
from agentdesk.text import fit, width
from agentdesk.tui.desk.case_lines import Line, Look, left_right, promise_line
from agentdesk.tui.desk.when import clock_there, day, took

VERIFIED = {"none": "! not verified", "partial": "~ by address", "full": "verified"}


def customer_lines(view: CustomerView, case: CaseRow, look: Look) -> list[Line]:
    """Return the customer pane's lines; what verification masks says so and names the key."""
    lines = [_name(view, case, look), _terms(view, look)]
    if view.customer.do_not_contact:
        lines.append([("! do not contact except to answer", "warning")])
    if view.customer.safety:
        lines.append([(fit(f"! {view.customer.safety}", look.width), "late")])
    if case.verified == "none":
        lines.append([("masked until verified: v", "warning")])
        return [*lines, *_history(view, case, look, masked=True)]
    for promise, text in view.promises:
        lines.append(promise_line(text, promise.due_at, look))
    if view.contacts_7d > 1:
        ordinal = _ordinal(view.contacts_7d)
        lines.append([(f"! {ordinal} contact in 7 d", "warning")])
    lines += _open_cases(view, case, look)
    lines += _covered(view, look)
    if view.customer.accessibility:
        lines.append([(fit(f"needs: {view.customer.accessibility}", look.width), "text")])
    if case.verified == "partial":
        lines.append([("address, consent: masked, v shows", "muted")])
    else:
        lines += [[(fit(c.value, look.width), "muted")] for c in view.contacts]
    return [*lines, *_history(view, case, look, masked=False)]


def strip(view: CustomerView, case: CaseRow, look: Look) -> list[Line]:
    """Return the two lines that stand above a case where there is no room for the pane."""
    dot = f" {look.glyphs.dot} "
    words = [VERIFIED[case.verified], view.facts.level, _there(view, look)]
    if view.contacts_7d > 1:
        words.append(f"{_ordinal(view.contacts_7d)} contact in 7 d")
    name = view.customer.preferred_name or view.customer.name
    rest = max(0, look.width - width(name) - 1)
    first: Line = [(name + " ", "strong"), (fit(dot.join(words), rest).rstrip(), "muted")]
    alerts = [f"promised: {text} by {day(p.due_at, look.now, look.zone)}"
              for p, text in view.promises[:1]]  # fmt: skip
    others = [str(h.case_id) for h in view.history if _active(h) and h.case_id != case.id]
    if others:
        alerts.append(f"other open {' '.join(others[:3])}")
    if not alerts or case.verified == "none":
        return [first]
    return [first, [(fit(f"! {dot.join(alerts)}", look.width).rstrip(), "warning")]]


def _name(view: CustomerView, case: CaseRow, look: Look) -> Line:
    c = view.customer
    name = c.preferred_name or c.name
    if c.pronunciation:
        name += f" [{c.pronunciation}]"
    style = {"none": "warning", "partial": "warning", "full": "success"}[case.verified]
    return left_right([(name, "strong")], [(VERIFIED[case.verified], style)], look.width)


def _terms(view: CustomerView, look: Look) -> Line:
    words = [view.facts.level, *(["vip"] if view.facts.vip else []), _there(view, look)]
    if view.customer.organisation:
        words.append(view.customer.organisation)
    return [(fit(f" {look.glyphs.dot} ".join(words), look.width).rstrip(), "text")]


def _there(view: CustomerView, look: Look) -> str:
    there = clock_there(look.now, view.facts.zone)
    language = view.facts.language.upper()
    return f"{language} {there} there" if there else language


def _open_cases(view: CustomerView, case: CaseRow, look: Look) -> list[Line]:
    lines: list[Line] = []
    for other in view.history:
        if _active(other) and other.case_id != case.id:
            owner = f" {look.glyphs.dot} {look.names.get(other.owner or '', other.owner or '')}"
            text = f"other open {other.case_id} {other.channel}{owner if other.owner else ''}"
            lines.append([(fit(text, look.width).rstrip(), "text")])
    return lines


def _covered(view: CustomerView, look: Look) -> list[Line]:
    lines: list[Line] = []
    for item in view.entitlements:
        over = item.ends_at is not None and item.ends_at <= look.now
        if item.kind == "warranty":
            word = "warranty over" if over else "warranty"
            what = f"{item.asset or 'asset'}: {word}"
        else:
            what = f"{item.level or 'agreement'} agreement" + (" ended" if over else "")
        if item.ends_at is not None:
            what += f" {look.glyphs.arrow} {day(item.ends_at, look.now, look.zone)}"
        lines.append([(fit(what, look.width).rstrip(), "muted" if over else "text")])
    return lines


def _history(view: CustomerView, case: CaseRow, look: Look, masked: bool) -> list[Line]:
    past = [h for h in view.history if h.case_id != case.id]
    bar = look.glyphs.rule
    shown = f"{bar} history {len(past)} "
    lines: list[Line] = [[(shown + bar * max(0, look.width - width(shown)), "muted")]]
    if not past:
        return [*lines, [("first contact", "muted")]]
    return lines + [_past(h, look, masked) for h in past]


def _past(h: HistoryLine, look: Look, masked: bool) -> Line:
    glyph = look.glyphs.up if h.escalations else look.glyphs.done
    glyph = look.glyphs.here if _active(h) else glyph
    at = to_datetime(h.created_at).astimezone(look.zone)
    if h.resolved_at is not None:
        end = took(h.resolved_at - h.created_at)
    else:
        end = f"L{h.tier}" if h.escalations else "open" if _active(h) else ""
    left: Line = [
        (f"{glyph} ", "accent" if _active(h) else "muted"),
        (f"{at:%d %b} {h.channel:<4} ", "muted"),
        ("masked" if masked else h.subject, "muted" if masked else "text"),
    ]
    return left_right(left, [(end, "muted")], look.width)


def _active(h: HistoryLine) -> bool:
    return h.state not in ("resolved", "closed")


def _ordinal(n: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(n, f"{n}th")
