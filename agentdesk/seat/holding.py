"""Held mail: why it waits for a person, and the command that gives it its place. No screen."""

from agentdesk.data.unit import Command
from agentdesk.desk.placing import PlaceHeld
from agentdesk.domain.views import HeldMail
from agentdesk.seat.session import Session
from agentdesk.sheetplan import Choice, If, Option, SheetPlan, Text

_LINES, _LETTERS = 5, 280
"""So much of a mail stands on the sheet; the list shows it whole."""
WHY = {
    "sender": "its sender has no part in the case it names",
    "loop": "too many came from there, one after the other",
    "automatic": "a machine wrote it, and it names no case",
    "ours": "it carries an address of ours as its sender",
}


def why(mail: HeldMail) -> str:
    """Say why a mail is held."""
    return WHY.get(mail.row.why, mail.row.why)


def excerpt(mail: HeldMail) -> str:
    """Return the beginning of a mail, enough to tell where it belongs."""
    lines = [line.strip() for line in mail.message.body.split("\n") if line.strip()]
    text = "\n".join(lines[:_LINES])
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"


def place_sheet(session: Session, mail: HeldMail, subject: str = "") -> SheetPlan:
    """Where the mail belongs; ``subject`` is that of the case it names."""
    named = mail.row.suggested_case
    where = [Option("other", "into another case", "2"), Option("new", "into a new case", "3")]
    if named is not None:
        words = f"into case {named}: {subject}" if subject else f"into case {named}"
        where.insert(0, Option("suggested", words, "1", "the one it names"))
    where.append(Option("spam", "away as spam", "0"))
    queues = tuple(Option(q.id, q.name, "", f"L{q.tier}") for q in session.setup.queues)
    by_address = Option("", "by its address", "0")
    m = mail.message
    return SheetPlan(
        title=f"Place the mail of {m.from_name or m.from_address}",
        intro=f"{m.subject or 'Without a subject'}. Held, because {why(mail)}.\n{excerpt(mail)}",
        fields=(
            Choice("where", "Where to", tuple(where), default=where[0].value),
            Choice(
                "queue", "Queue", (by_address, *queues), default="", only_if=If("where", ("new",))
            ),
            Text("case", "Case", "its number", required=True, only_if=If("where", ("other",))),
        ),
        apply="places it",
    )


def place_command(session: Session, mail: HeldMail, answers: dict[str, str]) -> Command | str:
    """Return what places the mail, or what is wrong with the answers."""
    about = {**session.ids(), "held_id": mail.row.id}
    match answers["where"]:
        case "spam":
            return PlaceHeld(**about, placed_as="spam")
        case "new":
            return PlaceHeld(**about, placed_as="new", queue=answers.get("queue") or None)
        case "other":
            number = answers["case"].strip().lstrip("#")
            if not number.isdecimal():
                return f"“{number[:20]}” is no case number. Write it like 1042."
            return PlaceHeld(**about, placed_as="suggested", case_id=int(number))
    return PlaceHeld(**about, placed_as="suggested")
