"""``agentdesk case redact``: take words, or a file, out of a message for good."""

import re
import sys

import click

from agentdesk.cli.asking import ask, sees_words
from agentdesk.cli.case import case_id, seen
from agentdesk.cli.exits import usage
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, acting

_SPAN = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")


@click.command("redact")
@case_id
@click.argument("message_id", metavar="MESSAGE", type=NUMBER)
@click.option("--text", metavar="WORDS", help="The words that are to go; - for a pipe.")
@click.option("--span", metavar="A:B", help="Or the characters from A up to B of the text.")
@click.option("--attachment", metavar="N", type=NUMBER, help="Or the message's file number N.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@seen
@acting
def redact(
    session: Session,
    case_id: int,
    message_id: int,
    text: str | None,
    span: str | None,
    attachment: int | None,
    yes: bool,
    seen: int | None,
) -> None:
    """Take words, or a file, out of MESSAGE for good; every copy in the case follows.

    A mark stays where they stood. This cannot be undone. “case show --json” gives the messages'
    numbers.
    """
    if sum(given is not None for given in (text, span, attachment)) != 1:
        raise usage("Say what is to go: --text WORDS, --span A:B or --attachment N.")

    async def work() -> None:
        from agentdesk.seat import redacting

        sees_words(session)
        words = await _words(session, case_id, message_id, text, span)
        part = f"{message_id}.{attachment}" if attachment is not None else ""
        found = await redacting.prepare(session.store, case_id, message_id, text=words, part=part)
        if not session.json:
            if found.before:
                say(found.before)
            say(redacting.said(found))
        if not yes:
            ask(redacting.FINAL)
        outcome, remains = await redacting.redact(session.desk, found, seen=seen)
        if session.json:
            say_json({"ok": True, "result": outcome.result, "remains": remains})
        else:
            session.told(outcome)
            if remains:
                say(remains)

    session.run(work)


async def _words(
    session: Session, case_id: int, message_id: int, text: str | None, span: str | None
) -> str:
    """Return the words that are meant, by themselves or by their place. Raises ``Failure``."""
    if text == "-":
        return sys.stdin.read(100_000).strip()
    if span is None:
        return text or ""
    found = _SPAN.fullmatch(span)
    if found is None or (start := int(found[1])) >= (end := int(found[2])):
        raise usage("Write the span as two numbers, the smaller first, like 120:133.")
    from agentdesk.domain.content import Message

    rows = await session.store.reads.privacy.belongings((), (case_id,))
    for row in rows:
        if isinstance(row, Message) and row.id == message_id:
            if end > len(row.body):
                raise usage(f"The text of message {message_id} has {len(row.body):,} characters.")
            return row.body[start:end]
    return ""
