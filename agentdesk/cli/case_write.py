"""Writing: reply, note, draft, recall."""

import sys
from os.path import expanduser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentdesk.cli.case import case_id, seen
from agentdesk.cli.case_show import case_view
from agentdesk.cli.exits import nothing, usage
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say, say_json, when
from agentdesk.cli.session import Session, acting, common
from agentdesk.ownfiles import refuse_own

if TYPE_CHECKING:
    from agentdesk.domain.views import CaseView

TEXT_LIMIT = 1_000_000
"""Characters of a text from standard input or a file."""


def text_of(given: str | None, file: str | None) -> str:
    """Return the text given, or that of a file, or standard input (``-``, or no terminal)."""
    if given is not None and file is not None:
        raise usage("Give the text or a file with it, not both.")
    if given is not None and given != "-":
        return given
    if file is not None and file != "-":
        try:
            refuse_own(file)
            with open(file, encoding="utf-8") as stream:
                return stream.read(TEXT_LIMIT)
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise usage(f"{file} cannot be read: {why}.") from None
    if given is None and file is None and sys.stdin.isatty():
        raise usage("The text is missing: give it after the case, with --file, or through a pipe.")
    try:
        return sys.stdin.read(TEXT_LIMIT)
    except UnicodeDecodeError:
        raise usage("Standard input is not UTF-8 text.") from None


_text = click.argument("text", required=False)
_file = click.option("--file", metavar="PATH", help="Take the text from a file; - for a pipe.")


@click.command("reply")
@case_id
@_text
@_file
@click.option("--to", metavar="ADDRESS", help="Who gets it, if not who wrote last.")
@click.option("--wait", "waits", is_flag=True, help="Then wait for the customer's answer.")
@click.option("--until", metavar="TIME", help="With --wait: when to be reminded.")
@click.option("--resolve", "disposition", metavar="CODE", help="Then resolve under this.")
@click.option("--cause", metavar="CODE", help="With --resolve: the root cause.")
@click.option("--summary", default="", help="With --resolve: what was done.")
@click.option("--answer", "answers", multiple=True, metavar="ID", help="Answers that were used.")
@click.option("--attach", multiple=True, metavar="PATH", help="A file that goes along.")
@click.option(
    "--seen-message", type=NUMBER, metavar="ID", help="Refuse if the customer has written since."
)
@seen
@acting
def reply(
    session: Session,
    case_id: int,
    text: str | None,
    file: str | None,
    to: str | None,
    waits: bool,
    until: str | None,
    disposition: str | None,
    cause: str | None,
    summary: str,
    answers: tuple[str, ...],
    seen_message: int | None,
    attach: tuple[str, ...],
    seen: int | None,
) -> None:
    """Write to the customer; mail is held for the undo time, then handed to the sender."""
    if waits and disposition:
        raise usage("A case cannot wait and be resolved: choose --wait or --resolve.")
    if until and not waits:
        raise usage("--until belongs to --wait.")
    if (cause or summary) and not disposition:
        raise usage("--cause and --summary belong to --resolve.")
    body = text_of(text, file)

    async def work() -> None:
        view = await case_view(session, case_id)
        fields = _frozen(session, view, body, to, attach)
        outcome = await session.act(
            "reply",
            case_id=case_id,
            seen=seen,
            seen_message=seen_message,
            then="wait" if waits else "resolve" if disposition else "stay",
            remind_at=session.instant(until) if until else None,
            disposition=disposition or "",
            root_cause=cause,
            summary=summary,
            answer_ids=answers,
            set_tags=await _carried_tags(session, answers),
            **fields,
        )
        session.told(outcome)

    session.run(work)


async def _carried_tags(session: Session, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags that the answers in a reply carry. Raises ``Refused`` for one that may not
    reach a customer."""
    if not ids:
        return ()
    from agentdesk.data.errors import Refused
    from agentdesk.domain.answers import why_not_public
    from agentdesk.seat.answer_carrying import carried

    every = await session.store.reads.answers()
    for answer in every:
        if answer.id in ids and (why_not := why_not_public(answer)) is not None:
            raise Refused(why_not, "invalid")
    return carried(every, ids).tags


def _frozen(
    session: Session, view: "CaseView", body: str, to: str | None, paths: tuple[str, ...]
) -> dict[str, Any]:
    """Return the fields of a reply: for mail with the frozen bytes, else the text alone."""
    from agentdesk.channels.email.answering import receiver_of, reply_fields
    from agentdesk.desk.replying import SENT_BY_MAIL, channel_of
    from agentdesk.seat.attachments import enclosure

    most = session.setup.limits.files
    if channel_of(view.row, None) in SENT_BY_MAIL and not (to or receiver_of(view)):
        raise usage(f"Nobody has written in case {view.row.id}, so name a receiver with --to.")
    try:
        return reply_fields(
            view,
            session.setup,
            session.person,
            body,
            to=to,
            at=session.now,
            unique=session.id_of_command,
            files=[enclosure(Path(expanduser(path)), most) for path in paths],
        )
    except ValueError as error:
        raise usage(str(error)) from None


@click.command("note")
@case_id
@_text
@_file
@seen
@acting
def note(
    session: Session, case_id: int, text: str | None, file: str | None, seen: int | None
) -> None:
    """Write an internal note; it is not sent to anyone."""
    session.do("note", case_id=case_id, body=text_of(text, file), seen=seen)


@click.command("draft")
@case_id
@_text
@_file
@click.option("--note", "note_", is_flag=True, help="The draft of a note, not of a reply.")
@click.option("--drop", is_flag=True, help="Throw the draft away.")
@common
def draft(
    session: Session, case_id: int, text: str | None, file: str | None, note_: bool, drop: bool
) -> None:
    """Show your unsent text on a case; with TEXT or --file keep one, with --drop lose it."""
    body = text_of(text, file) if text is not None or file is not None else None
    kind = "note" if note_ else "reply"

    async def work() -> None:
        from agentdesk.cli.identity import must_write
        from agentdesk.domain.views import Draft

        live, person = session.store.live, session.person.id
        view = await case_view(session, case_id)
        if drop or body is not None:
            must_write(session.person)
        if drop:
            await live.drop_draft(person, case_id, kind)
            session.told_plain("The draft is gone", dropped=case_id)
            return
        if body is None:
            found = await live.draft(person, case_id, kind)
            if found is None:
                raise nothing(f"You have no unsent {kind} on case {case_id}.")
            if session.json:
                say_json(found)
            else:
                say(f"{kind} to {found.to or 'nobody yet'}, kept {when(found.at)}")
                say(found.body)
            return
        await live.save_draft(_draft(session, view, Draft, kind, body))
        session.told_plain("The draft is kept", kept=case_id)

    session.run(work)


def _draft(session: Session, view: "CaseView", make: Any, kind: str, body: str) -> Any:
    from agentdesk.channels.email.answering import receiver_of
    from agentdesk.desk.common import written

    return make(
        agent=session.person.id,
        case_id=view.row.id,
        kind=kind,
        # A draft is stored, so card numbers are masked in it as in everything that is.
        body=written(body),
        to=receiver_of(view) if kind == "reply" else "",
        seen_message=view.row.last_message_id,
        at=session.now,
    )


@click.command("recall")
@case_id
@click.argument("message_id", metavar="MESSAGE", type=NUMBER)
@seen
@acting
def recall(session: Session, case_id: int, message_id: int, seen: int | None) -> None:
    """Take back a mail that is still held."""
    session.do("recall", case_id=case_id, message_id=message_id, seen=seen)
