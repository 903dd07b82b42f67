"""Beginning a reply or note, and making the command that posts it. No screen in it."""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from agentdesk.channels.email.answering import answer_to, check_size, receiver_of
from agentdesk.data.unit import Refused
from agentdesk.desk.common import written
from agentdesk.desk.replying import SENT_BY_MAIL, Attachment, Reply, channel_of
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import CaseView, CustomerView, Draft
from agentdesk.seat.session import Opened, Session

Then = Literal["stay", "wait", "resolve"]
"""What becomes of the case once the reply is sent."""

BLANK = re.compile("‹[^‹›\n]*›")
"""A place still to be filled in, ``‹date›``."""

TO_ALL = "incident"
"""The kind of a draft that answers every case of an incident."""
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
    seen_answer: int | None = None
    """When our newest answer on screen was given, 0 if there was none."""


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
    to = receiver_of(opened.case) if row.channel in SENT_BY_MAIL else ""
    seen = row.last_message_id
    if kind == "reply" and not to and opened.customer is not None:
        to = _reached_at(opened.customer, row.channel)
    channel = channel_of(row, None)
    # On the wall's clock, as people count; a sample's clock may run faster.
    hold = round(limits.hold.get(channel, 0) / session.speed)
    letters = limits.letters.get(channel, 0)
    writing = Writing(row.id, kind, to, seen, channel, hold, letters, row.replied_at or 0)
    kept = await live.draft(session.me.id, row.id, FILES) if kind == "reply" else None
    files = tuple(kept.body.split("\n")) if kept is not None and kept.body else ()
    if draft is None:
        return Begun(writing, first_words(session.setup, row.queue, kind), None, files)
    writing = writing._replace(
        to=draft.to or to,
        seen_message=draft.seen_message,
        # What was answered since the draft was kept, its writer has not taken into account.
        seen_answer=min(draft.at, row.replied_at or 0),
    )
    return Begun(writing, draft.body, draft.at, files)


def _reached_at(customer: CustomerView, channel: str) -> str:
    """Return a known address where mail goes out, else whom one talks to."""
    mails = [c.value for c in customer.contacts if c.kind == "mail"]
    return mails[0] if mails and channel in SENT_BY_MAIL else customer.customer.name


async def remember_files(session: Session, writing: Writing, paths: Sequence[str]) -> None:
    """Keep with the draft which files go along. Raises ``StoreError``.

    Only their paths are kept: the files themselves are read when the reply is sent.
    """
    draft = Draft(session.me.id, writing.case_id, FILES, "\n".join(paths), "", None, session.now)
    await session.store.live.save_draft(draft)


def first_words(setup: Setup, queue_id: str, kind: str) -> str:
    """Return what stands in a new text: room to write, and the queue's signature."""
    queue = next((q for q in setup.queues if q.id == queue_id), None)
    signed = kind in ("reply", TO_ALL) and queue is not None and queue.signature
    return f"\n\n{queue.signature}" if signed and queue else ""


def has_read(writing: Writing, view: CaseView) -> Writing:
    """Return the writing of somebody who has read all there is in the case now."""
    return writing._replace(
        seen_message=view.row.last_message_id, seen_answer=view.row.replied_at or 0
    )


def unread(writing: Writing, row: CaseRow) -> bool:
    """Say whether there is a message, of the customer or of ours, that its writer has not seen."""
    return _customer_wrote(writing, row) or _was_answered(writing, row)


def _customer_wrote(writing: Writing, row: CaseRow) -> bool:
    seen, newest = writing.seen_message, row.last_message_id
    return seen is not None and newest is not None and newest > seen


def _was_answered(writing: Writing, row: CaseRow) -> bool:
    return writing.seen_answer is not None and (row.replied_at or 0) > writing.seen_answer


def unread_words(writing: Writing, view: CaseView, when: Callable[[int], str], now: int) -> str:
    """Say what its writer has not seen: ``omar answered 12s ago``."""
    row = view.row
    if _customer_wrote(writing, row):
        return f"The customer wrote again{f' at {when(row.wrote_at)}' if row.wrote_at else ''}"
    given = (
        item.message.author
        for item in reversed(view.items)
        if item.message.direction == "out" and item.message.at > (writing.seen_answer or 0)
    )
    who = next((author for author in given if author), "somebody")
    ago = max(0, now - (row.replied_at or now)) // 1000
    return f"{who} answered {f'{ago}s ago' if ago < 60 else f'at {when(row.replied_at or now)}'}"


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
    set_tags: tuple[str, ...] = (),
) -> Reply:
    """Freeze a reply. ``answers`` say how it ended, when it resolves; ``answer_ids`` are the
    answers that were inserted, ``set_tags`` what they carry. Raises ``Refused``."""
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
        seen_answer=writing.seen_answer,
        then=then,
        disposition=answers.get("disposition", ""),
        root_cause=answers.get("root_cause") or None,
        summary=answers.get("summary", ""),
        answer_ids=answer_ids,
        set_tags=set_tags,
    )
