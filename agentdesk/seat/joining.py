"""Two cases that are one, and one case that is two: what is asked, and the commands. No screen."""

from agentdesk.data.unit import Command
from agentdesk.desk.merge import Merge
from agentdesk.desk.split import Split
from agentdesk.domain.content import Message
from agentdesk.domain.views import CaseView
from agentdesk.seat.session import Session
from agentdesk.seat.words import STATE_WORDS
from agentdesk.sheetplan import Choice, Option, SheetPlan, Text

_LINE = 60


def merge_sheet(session: Session, case: CaseView, other: CaseView) -> SheetPlan:
    """Both cases in a line or two each, and which of them goes on."""
    this, that = case.row.id, other.row.id
    into = Option("into", f"{this} is folded into {that}", "1", f"{that} goes on")
    onto = Option("onto", f"{that} is folded into {this}", "2", f"{this} goes on")
    higher = min(case.row.priority, other.row.priority)
    return SheetPlan(
        title=f"Merge {this} and {that}",
        intro="\n".join(
            (
                *_told(session, case),
                *_told(session, other),
                f"What goes on is P{higher}, has the earlier due times and all the messages.",
            )
        ),
        fields=(Choice("way", "Which way", (into, onto), default="into"),),
        apply="merges",
    )


def _told(session: Session, case: CaseView) -> tuple[str, str]:
    row = case.row
    owner = session.names.get(row.owner or "", row.owner or "nobody has it")
    words = (f"P{row.priority}", STATE_WORDS[row.state], row.channel, owner)
    count = len(case.items)
    many = "1 message" if count == 1 else f"{count} messages"
    return f"{row.id}: {case.subject[:_LINE]}", f"   {', '.join(words)}, {many}"


def merge_command(
    session: Session, case: CaseView, other: CaseView, answers: dict[str, str]
) -> Command:
    """Return what folds one into the other."""
    source, target = (case, other) if answers["way"] == "into" else (other, case)
    seen = source.row.version
    return Merge(**session.ids(), case_id=source.row.id, seen=seen, into=target.row.id)


def own_words(case: CaseView) -> tuple[Message, ...]:
    """Return the customer's messages: any of them can begin a case of its own."""
    found = (item.message for item in case.items)
    return tuple(m for m in found if m.direction == "in" and m.purpose == "message")


def split_sheet(session: Session, case: CaseView, message: Message) -> SheetPlan:
    """Where the new case goes, and what it is about."""
    row = case.row
    here = Option(row.queue, session.names.get(row.queue, row.queue), "", "as this one")
    others = tuple(
        Option(q.id, q.name, "", f"L{q.tier}") for q in session.setup.queues if q.id != row.queue
    )
    return SheetPlan(
        title=f"Split {row.id}",
        intro="The message begins a case of its own; its clocks count from when it came.",
        fields=(
            Choice("queue", "Queue", (here, *others), default=row.queue),
            Text("subject", "Subject", required=True, value=message.subject or case.subject),
        ),
        apply="splits it off",
    )


def split_command(about: dict[str, object], message: Message, answers: dict[str, str]) -> Command:
    """Return what makes a case of the message."""
    return Split(
        **about,  # type: ignore[arg-type]  # what every command about a case carries
        message_id=message.id,
        subject=answers["subject"],
        queue=answers["queue"],
    )
