"""Beginning a reply or note, and making the command that posts it. No screen in it."""

import re
from typing import Literal, NamedTuple

from agentdesk.channels.email.answering import answer_to, receiver_of
from agentdesk.data.unit import Refused
from agentdesk.desk.common import written
from agentdesk.desk.replying import SENT_BY_MAIL, Reply
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import CaseView
from agentdesk.seat.session import Opened, Session

Then = Literal["stay", "wait", "resolve"]
"""What becomes of the case once the reply is sent."""

BLANK = re.compile("‹[^‹›\n]*›")
"""A place still to be filled in, ``‹date›``."""


class Writing(NamedTuple):
    """What is being written: for which case, to whom, and what its writer had seen."""

    case_id: int
    kind: str
    """``reply`` or ``note``."""
    to: str
    """The receiver's address, fixed when the reply was begun."""
    seen_message: int | None
    """The customer's newest message on screen at that moment."""


class Begun(NamedTuple):
    """A text to go on with."""

    writing: Writing
    text: str
    saved_at: int | None
    """When the draft was kept; ``None`` when there was none."""


async def begin(session: Session, opened: Opened, kind: str) -> Begun:
    """Return the draft of a case, or a new text. Raises ``StoreError``."""
    row = opened.case.row
    draft = await session.store.live.draft(session.me.id, row.id, kind)
    to, seen = receiver_of(opened.case), row.last_message_id
    if kind == "reply" and not to and opened.customer is not None:
        mails = [c.value for c in opened.customer.contacts if c.kind == "mail"]
        to = mails[0] if mails else opened.customer.customer.name
    if draft is None:
        text = first_words(session.setup, row.queue, kind)
        return Begun(Writing(row.id, kind, to, seen), text, None)
    return Begun(Writing(row.id, kind, draft.to or to, draft.seen_message), draft.body, draft.at)


def first_words(setup: Setup, queue_id: str, kind: str) -> str:
    """Return what stands in a new text: room to write, and the queue's signature."""
    queue = next((q for q in setup.queues if q.id == queue_id), None)
    return f"\n\n{queue.signature}" if kind == "reply" and queue and queue.signature else ""


def reply_command(
    session: Session,
    view: CaseView,
    writing: Writing,
    text: str,
    then: Then,
    answers: dict[str, str],
) -> Reply:
    """Freeze a reply. ``answers`` say how it ended, when it resolves. Raises ``Refused``."""
    ids = session.ids()
    body = written(text)
    answer = None
    if view.row.channel in SENT_BY_MAIL:
        try:
            answer = answer_to(
                view, session.setup, session.me, body,
                to=writing.to, at=session.now, unique=ids["command_id"],
            )  # fmt: skip
        except ValueError as error:
            raise Refused(str(error), "invalid") from None
    return Reply(
        **ids,
        case_id=writing.case_id,
        body=body,
        to=answer.to if answer else (),
        subject=answer.subject if answer else "",
        rfc_id=answer.rfc_id if answer else None,
        in_reply_to=answer.in_reply_to if answer else None,
        raw=answer.raw if answer else b"",
        seen_message=writing.seen_message,
        then=then,
        disposition=answers.get("disposition", ""),
        root_cause=answers.get("root_cause") or None,
        summary=answers.get("summary", ""),
    )
