"""A case as lines of words: its head, then every message and note. Pure, no colours.

Every line is a list of ``(text, style name)`` no wider than asked for.
"""

from datetime import tzinfo
from typing import NamedTuple

from agentdesk.domain.content import Message
from agentdesk.domain.rows import CaseRow, ClockRow
from agentdesk.domain.rules.effects import said
from agentdesk.domain.views import CaseView, Doing, Ruling, TimelineItem
from agentdesk.seat.when import day, when
from agentdesk.seat.words import CLOCK_WORDS, STATE_WORDS
from agentdesk.text import fit, width, wrap
from agentdesk.tui.kit.glyphs import UNICODE, Glyphs
from agentdesk.tui.kit.queue_line import Part
from agentdesk.tui.kit.times import due_text, urgency

Line = list[Part]

READABLE = 84
"""Text is never wider than this."""


class Look(NamedTuple):
    """Everything besides the case that decides how it is shown."""

    width: int
    now: int
    zone: tzinfo
    me: str
    names: dict[str, str]
    """Queue ids and people's ids → the words shown for them."""
    unfolded: frozenset[int] = frozenset()
    """Messages whose folded lines are shown."""
    glyphs: Glyphs = UNICODE
    away: frozenset[str] = frozenset()
    """People whose desk gives no sign."""


def head(view: CaseView, doing: tuple[Doing, ...], look: Look) -> list[Line]:
    """Return the two lines under the title: what it is and who has it, each with a clock."""
    row = view.row
    dot = f" {look.glyphs.dot} "
    what = dot.join(
        (
            STATE_WORDS[row.state],
            f"P{row.priority}",
            f"L{row.tier}",
            look.names.get(row.queue, row.queue),
            row.channel,
        )
    )
    others = here(doing, row.id, look)
    # Somebody replying at this moment matters more than who owns it, should one be cut off.
    words = [*others, owner_words(row, look)] if others else [owner_words(row, look)]
    who = dot.join(words)
    clocks = clock_parts(view.clocks, row, look)
    return [
        left_right([(what, "text")], clocks[0], look.width),
        left_right([(who, "warning" if others else "muted")], clocks[1], look.width),
    ]


def owner_words(row: CaseRow, look: Look) -> str:
    """Say who has the case."""
    if row.owner is None:
        if row.reserved_for == look.me:
            return "kept for you"
        return "nobody owns it" if row.active else "nobody owned it"
    if row.owner == look.me:
        return "you own it"
    away = ", away" if row.owner in look.away else ""
    return f"{look.names.get(row.owner, row.owner)} owns it{away}"


def here(doing: tuple[Doing, ...], case_id: int, look: Look) -> list[str]:
    """Say who else looks or types: ``omar is replying``."""
    words = {"typing": "is replying", "looking": "is reading"}
    return [
        f"{look.names.get(d.agent, d.agent)} {words[d.what]}"
        for d in doing
        if d.case_id == case_id and d.agent != look.me
    ]


def clock_parts(clocks: tuple[ClockRow, ...], row: CaseRow, look: Look) -> list[Line]:
    """Return the two clocks worth showing: the reply (or update), and the resolution."""
    by_kind = {c.kind: c for c in clocks if c.state in ("running", "paused")}
    reply = next((by_kind[k] for k in ("FR", "NR", "PU") if k in by_kind), None)
    found = [clock for clock in (reply, by_kind.get("RES")) if clock is not None]
    lines: list[Line] = [_clock(clock, look) for clock in found]
    if not lines and row.wake_at is not None:
        lines.append([(f"until {when(row.wake_at, look.now, look.zone)}", "muted")])
    return ([*lines, [], []])[:2]


def _clock(clock: ClockRow, look: Look) -> Line:
    word = CLOCK_WORDS[clock.kind]
    if clock.state == "paused":
        return [(f"{word.removesuffix(' due')} paused", "muted")]
    style = {"late": "late", "soon": "soon", "later": "text"}[urgency(clock.due_at, look.now)]
    text = due_text(clock.due_at, clock.kind, look.now, look.glyphs.minus)
    return [(f"{word} ", "muted"), (text, style)]


def timeline(view: CaseView, look: Look) -> list[Line]:
    """Return the hand-over, if it still counts, and every message and note, oldest first."""
    lines: list[Line] = []
    if view.handover is not None:
        lines += handover(view, view.handover, look)
    rulings = list(view.rulings)
    for item in view.items:
        while rulings and rulings[0].at < item.message.at:
            lines += ruling(rulings.pop(0), look)
        if view.handover is not None and item.message.id == view.handover.id:
            continue
        lines += message(view, item, look)
    for one in rulings:
        lines += ruling(one, look)
    if view.summary:
        lines += [rule("resolved", look), *_body(view.summary, look), []]
    return lines


def ruling(one: Ruling, look: Look) -> list[Line]:
    """Return what an automatic rule did: ``14:02 rule ‹name› set P2, tagged refund``."""
    did = said(one.effects, lambda id: look.names.get(id, id)) or "found nothing left to do"
    text = f"{when(one.at, look.now, look.zone)} {_by_rule(one.rule, look)} {did}"
    return [*([(piece, "muted")] for piece in wrap(text, _column(look))), []]


def _by_rule(name: str, look: Look) -> str:
    left, right = ("<", ">") if look.glyphs is not UNICODE else ("‹", "›")
    return f"rule {left}{name}{right}"


def handover(view: CaseView, note: Message, look: Look) -> list[Line]:
    """Return the hand-over card: from whom, why, and what was known, tried, expected, promised."""
    row = view.row
    title = f"HAND-OVER {look.glyphs.dot} {look.names.get(note.author, note.author)}"
    if came_from := note.fields.get("from"):
        title += f" {look.glyphs.dot} {came_from} {look.glyphs.arrow} L{row.tier}"
    title += f" {look.glyphs.dot} {when(note.at, look.now, look.zone)}"
    if row.bounces:
        title += f" {look.glyphs.dot} sent back and forth {row.bounces}{look.glyphs.times}"
    lines: list[Line] = [rule(title, look, "warning")]
    for name in ("reason", *_HANDED):
        if note.fields.get(name):
            label = f"{'why' if name == 'reason' else name:<9}"
            for number, text in enumerate(wrap(note.fields[name], _column(look) - 10)):
                lines.append([(f"{label if number == 0 else '':<10}", "muted"), (text, "text")])
    if note.body and not any(note.fields.get(name) for name in _HANDED):
        # With its fields, the words of the note say the same once more.
        lines += _body(note.body, look)
    return [*lines, []]


_HANDED = ("known", "tried", "expected", "promised")


def message(view: CaseView, item: TimelineItem, look: Look) -> list[Line]:
    """Return one message or note, under a rule that says what it is."""
    note = item.message.direction == "note"
    style = "warning" if note else "muted"
    lines = [rule(_title(view, item, look), look, style)]
    if item.message.recalled:
        return [*lines, [("taken back before it was sent", "muted")], []]
    lines += _folded(item.message, look)
    for part in item.parts:
        size = f"{max(1, part.size // 1024)} kB"
        lines.append([(f"{look.glyphs.below} {fit_to(part.filename, look)} ", "accent"),
                      (f"{part.mime} {size}", "muted")])  # fmt: skip
    for sentence in item.message.fields.get("problems", "").splitlines():
        lines += [[(piece, "warning")] for piece in wrap(sentence, _column(look))]
    return [*lines, []]


def _title(view: CaseView, item: TimelineItem, look: Look) -> str:
    m, dot = item.message, f" {look.glyphs.dot} "
    at = when(m.at, look.now, look.zone)
    author = _by_rule(m.rule, look) if m.rule else look.names.get(m.author, m.author)
    if m.direction == "note":
        kind = "HAND-OVER" if m.purpose == "handover" else "NOTE"
        return dot.join((at, kind, author, "not sent to anyone"))
    if m.direction == "in":
        words = [at, f"{m.from_name or m.from_address or 'customer'} {look.glyphs.arrow} {_to(m)}"]
        if m.purpose in ("auto_reply", "bounce"):
            words.append({"auto_reply": "automatic", "bounce": "delivery failed"}[m.purpose])
        words.append(m.channel)
        if view.row.unanswered_since is not None and m.at >= view.row.unanswered_since:
            words.append("unanswered")
        while len(words) > 2 and width(dot.join(words)) > _column(look) - 6:
            words.pop()
        return dot.join(words)
    words = [at, f"{author or 'automatic'} {look.glyphs.arrow} {_to(m)}", m.channel]
    if item.send is not None and item.send.state != "sent":
        words.append(_SENDING[item.send.state])
    return dot.join(words)


_SENDING = {
    "held": "leaves in a moment",
    "queued": "waiting to leave",
    "sending": "leaving",
    "failed": "COULD NOT BE SENT",
    "recalled": "taken back",
}


def _to(m: Message) -> str:
    if not m.to:
        return "us" if m.direction == "in" else "customer"
    first = m.to[0]
    if m.direction == "in" and "@" in first:
        first = first.split("@")[0] + "@"
    return first + (f" +{len(m.to) - 1}" if len(m.to) > 1 else "")


def _folded(m: Message, look: Look) -> list[Line]:
    source = m.body.split("\n")
    if m.id in look.unfolded or not m.folds:
        return _body(m.body, look)
    lines: list[Line] = []
    at = 0
    for start, end, kind in m.folds:
        lines += _body("\n".join(source[at:start]), look) if start > at else []
        word = "quoted" if kind == "quote" else "signature"
        count = end - start
        plural = "line" if count == 1 else "lines"
        lines.append([(f"{look.glyphs.quoted} {count} {word} {plural} (Enter)", "muted")])
        at = end
    rest = source[at:]
    if any(line.strip() for line in rest):
        lines += _body("\n".join(rest), look)
    return lines


def _body(text: str, look: Look) -> list[Line]:
    lines: list[Line] = []
    for source in text.strip("\n").split("\n"):
        style = "muted" if source.startswith(">") else "text"
        lines += [[(piece, style)] for piece in wrap(source, _column(look))] or [[]]
    return lines


def _column(look: Look) -> int:
    return max(10, min(READABLE, look.width))


def rule(title: str, look: Look, style: str = "muted") -> Line:
    """Return ``─ title ─────`` over the text's width."""
    bar, cells = look.glyphs.rule, _column(look)
    shown = f"{bar} {fit_to(title, look, 4)} "
    return [(shown + bar * max(0, cells - width(shown)), style)]


def fit_to(text: str, look: Look, less: int = 20) -> str:
    """Cut a text so that it leaves ``less`` cells of the line."""
    room = max(4, _column(look) - less)
    return text if width(text) <= room else fit(text, room).rstrip()


def left_right(left: Line, right: Line, cells: int) -> Line:
    """Put one group at the left edge, the other at the right; the left one is cut."""
    if not right:
        return left
    tail = sum(width(text) for text, _ in right)
    room = max(0, cells - tail - 1)
    parts: Line = []
    for text, style in left:
        size = width(text)
        if size > room:
            text, size = fit(text, room), room
        parts.append((text, style))
        room -= size
    return [*parts, (" " * (room + 1), "text"), *right]


def promise_line(text: str, due_at: int, look: Look, said: str = "promised") -> Line:
    """Return ``! promised: refund by Fri``, late ones in the colour of late."""
    style = "late" if due_at < look.now else "warning"
    by = f" by {day(due_at, look.now, look.zone)}"
    words = f"! {said}: {text}"
    room = max(4, look.width - width(by))
    return [((fit(words, room).rstrip() if width(words) > room else words) + by, style)]
