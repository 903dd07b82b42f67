"""Beginning a reply or note, and making the command that posts it. No screen in it."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from agentdesk.channels.email.answering import answer_to, check_size, receiver_of
from agentdesk.data.unit import Refused
from agentdesk.desk.common import written
from agentdesk.desk.replying import SENT_BY_MAIL, Attachment, Reply, channel_of
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import CaseView, Draft
from agentdesk.seat.session import Opened, Session

Then = Literal["stay", "wait", "resolve"]
"""What becomes of the case once the reply is sent."""

BLANK = re.compile("‹[^‹›\n]*›")
"""A place still to be filled in, ``‹date›``."""

FILES = "files"
"""The kind of draft that remembers which files go along with a reply, a path a line."""


class Writing(NamedTuple):
    """What is being written: for which case, to whom, and what its writer had seen."""

    case_id: int
    kind: str
    """``reply`` or ``note``."""
    to: str
    """The receiver's address, fixed when the reply was begun."""
    seen_message: int | None
    """The customer's newest message on screen at that moment."""
    channel: str = "mail"
    """What it leaves by."""
    hold_ms: int = 0
    """How long it can be taken back."""
    limit: int = 0
    """How many letters the channel takes; 0 for any number."""


class Begun(NamedTuple):
    """A text to go on with."""

    writing: Writing
    text: str
    saved_at: int | None
    """When the draft was kept; ``None`` when there was none."""
    files: tuple[str, ...] = ()
    """Paths of the files that go along."""


async def begin(session: Session, opened: Opened, kind: str) -> Begun:
    """Return the draft of a case, or a new text. Raises ``StoreError``."""
    row, limits = opened.case.row, session.setup.limits
    live = session.store.live
    draft = await live.draft(session.me.id, row.id, kind)
    to, seen = receiver_of(opened.case), row.last_message_id
    if kind == "reply" and not to and opened.customer is not None:
        mails = [c.value for c in opened.customer.contacts if c.kind == "mail"]
        to = mails[0] if mails else opened.customer.customer.name
    channel = channel_of(row, None)
    writing = Writing(
        row.id, kind, to, seen, channel, limits.hold.get(channel, 0), limits.letters.get(channel, 0)
    )
    kept = await live.draft(session.me.id, row.id, FILES) if kind == "reply" else None
    files = tuple(kept.body.split("\n")) if kept is not None and kept.body else ()
    if draft is None:
        return Begun(writing, first_words(session.setup, row.queue, kind), None, files)
    writing = writing._replace(to=draft.to or to, seen_message=draft.seen_message)
    return Begun(writing, draft.body, draft.at, files)


async def remember_files(session: Session, writing: Writing, paths: Sequence[str]) -> None:
    """Keep with the draft which files go along. Raises ``StoreError``.

    Only their paths are kept: the files themselves are read when the reply is sent.
    """
    draft = Draft(session.me.id, writing.case_id, FILES, "\n".join(paths), "", None, session.now)
    await session.store.live.save_draft(draft)


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
    *,
    files: Sequence[Attachment] = (),
    answer_ids: tuple[str, ...] = (),
) -> Reply:
    """Freeze a reply. ``answers`` say how it ended, when it resolves; ``answer_ids`` are the
    answers that were inserted. Raises ``Refused``."""
    ids = session.ids()
    body = written(text)
    answer = None
    if view.row.channel in SENT_BY_MAIL:
        try:
            check_size(session.setup, files)
            answer = answer_to(
                view, session.setup, session.me, body,
                to=writing.to, at=session.now, unique=ids["command_id"], files=files,
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
        attachments=tuple(files),
        seen_message=writing.seen_message,
        then=then,
        disposition=answers.get("disposition", ""),
        root_cause=answers.get("root_cause") or None,
        summary=answers.get("summary", ""),
        answer_ids=answer_ids,
    )
