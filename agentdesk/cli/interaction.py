"""``agentdesk interaction``: what a telephone or chat switch reports of its calls and chats."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from agentdesk.cli.names import PERSON, QUEUE
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.session import Session, acting

F = TypeVar("F", bound=Callable[..., Any])

_id = click.argument("interaction_id", metavar="NUMBER", type=NUMBER)
_at = click.option("--at", metavar="TIME", help="When it happened, if that was before now.")
_case = click.option("--case", "case_id", metavar="CASE", type=NUMBER, help="Its case, if known.")
_agent = click.argument("agent", metavar="PERSON", type=PERSON)


@click.group("interaction")
def interaction() -> None:
    """What a telephone or chat switch reports of its calls and chats.

    “queued” prints the NUMBER that the others name; with --json it is the result's interaction_id.
    The same --command-id again does nothing, so a switch may repeat what it is not sure of.
    """


def _do(session: Session, kind: str, at: str | None, **fields: Any) -> None:
    async def work() -> None:
        when = session.instant(at) if at else None
        session.told(await session.act(kind, at=when, **fields))

    session.run(work)


@interaction.command("queued")
@click.option("--channel", type=click.Choice(["call", "chat"]), default="call", help="Which it is.")
@click.option("--queue", required=True, metavar="QUEUE", type=QUEUE, help="Where it waits.")
@_case
@_at
@acting
def queued(session: Session, channel: str, queue: str, case_id: int | None, at: str | None) -> None:
    """A call or chat waits for somebody."""
    _do(session, "queue_interaction", at, channel=channel, queue=queue, case_id=case_id)


def _report(session: Session, what: str, at: str | None, **fields: Any) -> None:
    _do(session, "report_interaction", at, what=what, **fields)


@interaction.command("offered")
@_id
@_agent
@_case
@_at
@acting
def offered(session: Session, at: str | None, **fields: Any) -> None:
    """It rings at somebody."""
    _report(session, "offered", at, **fields)


@interaction.command("declined")
@_id
@click.option(
    "--reason",
    type=click.Choice(["declined", "timeout"]),
    default="declined",
    help="Not taken, or rung out.",
)
@_at
@acting
def declined(session: Session, at: str | None, **fields: Any) -> None:
    """Whoever it rang at did not take it: it waits on."""
    _report(session, "declined", at, **fields)


@interaction.command("connected")
@_id
@_agent
@_case
@_at
@acting
def connected(session: Session, at: str | None, **fields: Any) -> None:
    """Somebody talks to the customer: for the case it is as good as a reply."""
    _report(session, "connected", at, **fields)


@interaction.command("flowed-out")
@_id
@click.argument("to", type=click.Choice(["overflow", "callback", "voicemail"]))
@_at
@acting
def flowed_out(session: Session, at: str | None, **fields: Any) -> None:
    """It left the queue otherwise."""
    _report(session, "flowed_out", at, **fields)


_PLAIN = {
    "held": "The customer is on hold.",
    "unheld": "The customer is back from hold.",
    "ended": "The talk is over; wrap-up begins.",
    "wrapped": "The work after it is done.",
    "abandoned": "The customer gave up waiting.",
}


def _plain(what: str, help: str) -> None:
    @interaction.command(what, help=help)
    @_id
    @_at
    @acting
    def report(session: Session, at: str | None, **fields: Any) -> None:
        _report(session, what, at, **fields)


for _what, _help in _PLAIN.items():
    _plain(_what, _help)
