"""What the variables of answers and macros stand for, in one case. No screen in it.

What the desk masks until a customer is verified (numbers, addresses) has no value until then: a
reply must not tell it to whoever wrote.
"""

import re

from agentdesk.clock import to_datetime
from agentdesk.data.errors import Refused
from agentdesk.domain.templates import MASKED, VARIABLES, BadTemplate, filled, is_template
from agentdesk.domain.views import CaseView
from agentdesk.seat.session import Opened, Session
from agentdesk.text import clean, clean_line

Values = dict[str, dict[str, str]]

_OWN_BLANK = re.compile(r"‹(\w+)\.(\w+)›")


def values_of(session: Session, opened: Opened) -> Values:
    """Return every variable of a case: by group, then by name."""
    case, customer = opened.case, opened.customer
    row = case.row
    queue = next((q for q in session.setup.queues if q.id == row.queue), None)
    person = customer.customer if customer is not None else None
    name = clean_line(person.name if person is not None else _writer(case))
    preferred = clean_line(person.preferred_name) if person is not None else ""
    return {
        "customer": {
            "name": name,
            "first_name": preferred or first_name(name),
            "organisation": clean_line(person.organisation) if person is not None else "",
            "mail": _contact(session, opened, "mail"),
            "phone": _contact(session, opened, "phone"),
        },
        "case": {
            "id": str(row.id),
            "subject": clean_line(case.subject),
            "channel": row.channel,
            "reference": f"[#{row.id}]",
        },
        "agent": {"name": session.me.name, "first_name": first_name(session.me.name)},
        "queue": {"name": queue.name if queue else row.queue},
        "desk": {"name": session.setup.name},
        "promise": _promise(session, case),
        "incident": {"title": clean_line(case.incident.title) if case.incident else ""},
        "today": {"date": _day(session, session.now)},
    }


def fill(session: Session, opened: Opened, text: str) -> str:
    """Fill a text in for a case. Raises ``Refused`` with one sentence."""
    if not is_template(text):
        return clean(text)
    try:
        return clean(filled(text, values_of(session, opened)))
    except BadTemplate as error:
        raise Refused(f"This answer cannot be filled in: {error.sentence}", "invalid") from None


def why_blank(text: str) -> str:
    """Say why a text that was filled in still has a blank of the desk's own; ``""`` if none."""
    for group, name in _OWN_BLANK.findall(text):
        if (group, name) in MASKED:
            return f"{group}.{name} is masked until the customer is fully verified: v does it."
        if name not in VARIABLES.get(group, ()):
            return f"{group}.{name} is nothing an answer may read: fill the blank in, or delete it."
    return ""


def _contact(session: Session, opened: Opened, kind: str) -> str:
    """Return a customer's address or number; nothing while it is masked."""
    customer, row = opened.customer, opened.case.row
    until = row.verified_until
    proven = row.verified == "full" and (until is None or until > session.now)
    if customer is None or not proven:
        return ""
    return next((clean_line(c.value) for c in customer.contacts if c.kind == kind), "")


def first_name(name: str) -> str:
    """Return what stands first in a name; the whole of one that may put the family first."""
    return name.split()[0] if name.isascii() and name.split() else _plain_first(name)


def _plain_first(name: str) -> str:
    # Names in other scripts often begin with the family's: a greeting needs the whole.
    words = name.split()
    latin = words and all(ord(letter) < 0x250 for letter in name)
    return words[0] if latin else name


def _writer(case: CaseView) -> str:
    names = [i.message.from_name for i in case.items if i.message.direction == "in"]
    return next((name for name in reversed(names) if name), "")


def _promise(session: Session, case: CaseView) -> dict[str, str]:
    """Return the case's open promise that falls due first."""
    for row, text in case.promises:
        if row.settled_at is None:
            return {"text": clean_line(text), "date": _day(session, row.due_at)}
    return {}


def _day(session: Session, at: int) -> str:
    there = to_datetime(at).astimezone(session.zone)
    return f"{there.day} {there:%B %Y}"
