"""The customer's contacts with us over all channels, a line a contact. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agentdesk.clock import DAY, to_datetime
from agentdesk.domain.customer_views import Interaction
from agentdesk.domain.views import CaseView, CustomerView, HistoryLine
from agentdesk.seat.when import took
from agentdesk.text import wrap
from agentdesk.tui.desk.case_lines import Line, Look, left_right
from agentdesk.tui.desk.customer.about import WIDE, About, Target, limited, rule
from agentdesk.tui.kit.stops import Row

FIRST_LINES = 6
"""So many lines of a contact are shown in place."""


class Contact(NamedTuple):
    """What was said about one thing over one channel."""

    case: HistoryLine
    channel: str
    at: int
    subject: str
    messages: int = 0
    outcome: str = ""
    duration_ms: int = 0
    answered: bool = False

    @property
    def open(self) -> bool:
        """Whether its case is still worked on."""
        return self.case.state not in ("resolved", "closed")

    @property
    def target(self) -> Target:
        """What the cursor stops on."""
        return Target("contact", self.channel, self.case.case_id)


def contacts_of(view: CustomerView, but: int | None = None) -> tuple[Contact, ...]:
    """Return the contacts of all cases but one, open ones first, then the newest."""
    talks: dict[tuple[int, str], list[Interaction]] = {}
    for talk in view.interactions:
        talks.setdefault((talk.case_id, talk.channel), []).append(talk)
    found = []
    for case in view.history:
        if case.case_id == but:
            continue
        for channel in _channels(case, talks):
            found.append(_contact(case, channel, talks.get((case.case_id, channel), ())))
    return tuple(sorted(found, key=lambda c: (not c.open, -c.at)))


def _channels(
    case: HistoryLine, talks: Mapping[tuple[int, str], Sequence[Interaction]]
) -> list[str]:
    """Return the channels of a case's contacts: where we only answered is not one of its own."""
    found = [channel for number, channel in talks if number == case.case_id]
    theirs = [
        channel
        for channel in found
        if any(t.direction == "in" or t.duration_ms for t in talks[case.case_id, channel])
    ]
    return theirs or found[-1:] or [case.channel]


def _contact(case: HistoryLine, channel: str, talks: Sequence[Interaction]) -> Contact:
    """Join what was said, the newest first, into one contact."""
    if not talks:
        return Contact(case, channel, case.created_at, case.subject)
    logged = next((t for t in talks if t.outcome or t.duration_ms), None)
    return Contact(
        case,
        channel,
        min(talk.at for talk in talks),
        case.subject if channel == case.channel else talks[-1].subject or case.subject,
        len(talks),
        logged.outcome if logged else "",
        sum(talk.duration_ms for talk in talks),
        talks[0].direction == "out",
    )


def history(about: About) -> list[Row]:
    """Return the heading and a line a contact; an unfolded one with its first lines."""
    look = about.look
    found = contacts_of(about.view, about.case.id)
    rows = [Row(rule(f"history {len(found)}", look), None, "history")]
    if not found:
        return [*rows, Row([("first contact", "muted")], None, "history")]
    return rows + limited(
        found,
        12 if look.width >= WIDE else 6,
        "history",
        about,
        lambda contact: contact_rows(contact, look, about.unfolded),
    )


def contact_rows(
    contact: Contact, look: Look, unfolded: Mapping[Target, Sequence[str]], section: str = "history"
) -> list[Row]:
    """Return one contact: ``✓ 12 Nov mail Refund 2 d``, and its first lines if unfolded."""
    target = contact.target
    rows = [Row(_line(contact, look), target, section)]
    for text in unfolded.get(target, ()):
        for piece in wrap(text, max(8, look.width - 2)):
            rows.append(Row([(f"  {piece}", "muted")], target, section))
    return rows


def _line(contact: Contact, look: Look) -> Line:
    glyphs = look.glyphs
    glyph = glyphs.up if contact.case.escalations else glyphs.done
    glyph = glyphs.here if contact.open else glyph
    left: Line = [
        (f"{glyph} ", "accent" if contact.open else "muted"),
        (f"{_date(contact.at, look)} {contact.channel:<5}", "muted"),
        (contact.subject, "text"),
    ]
    return left_right(left, [(_ended(contact, look), "muted")], look.width)


def _date(at: int, look: Look) -> str:
    moment = to_datetime(at).astimezone(look.zone)
    return f"{moment:%d %b}" if look.now - at < 300 * DAY else f"{moment:%b %y}"


def _ended(contact: Contact, look: Look) -> str:
    """Say how it ended: how long a call took, how long a case, or to which tier it went."""
    if contact.outcome not in ("", "reached"):
        return contact.outcome.replace("_", " ")
    if contact.duration_ms:
        return took(contact.duration_ms)
    if contact.open:
        return "answered" if contact.answered and look.width >= WIDE else "open"
    if contact.case.escalations and contact.case.tier > 1:
        return f"L{contact.case.tier}"
    if contact.case.resolved_at is not None:
        return took(contact.case.resolved_at - contact.case.created_at)
    return ""


def first_lines(case: CaseView, channel: str, look: Look) -> tuple[str, ...]:
    """Return how a contact ended, what the customer said first and what we said last."""
    row = case.row
    owner = look.names.get(row.owner, row.owner) if row.owner else ""
    how = row.disposition.replace("_", " ") if row.disposition else row.state.replace("_", " ")
    number = f"case {row.id}"
    lines = [f" {look.glyphs.dot} ".join(word for word in (number, how, owner) if word)]
    spoken = [
        item.message
        for item in case.items
        if item.message.direction != "note"
        and item.message.purpose == "message"
        and item.message.channel == channel
        and not item.message.recalled
    ]
    theirs = next((m for m in spoken if m.direction == "in"), None)
    ours = next((m for m in reversed(spoken) if m.direction == "out"), None)
    for message, who in ((theirs, "they:"), (ours, "we:")):
        if message is not None:
            source = [line.strip() for line in message.body.splitlines() if line.strip()]
            lines.append(f"{who} " + " ".join(source[:FIRST_LINES])[:220])
    return tuple(lines)
