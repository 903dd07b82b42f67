"""``agentdesk send``: hand on out-going mail. For now it writes files, and sends nothing."""

from pathlib import Path
from typing import Literal

import click

from agentdesk.cli.exits import nothing
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, acting, common
from agentdesk.text import clean


@click.group("send")
def send() -> None:
    """Hand on out-going mail. For now it is written to files; nothing leaves this machine."""


@send.command("run")
@click.option("--to", "folder", metavar="FOLDER", help="Where to write; else the settings' sender.")
@click.option("--format", "form", type=click.Choice(["eml", "maildir"]), help="How to write.")
@common
def run(session: Session, folder: str | None, form: Literal["eml", "maildir"] | None) -> None:
    """Write every mail whose hold is over to a file, and say so in its case.

    Run one of these at a time. The exit code is 1 if a mail could not be written.
    """

    place = Path(folder or session.settings.sender).expanduser()

    async def work() -> bool:
        from agentdesk.channels.files.sender import FileSender
        from agentdesk.desk.sender import run_sender
        from agentdesk.desk.tick import fire_due

        sender = FileSender(place, form or session.settings.sender_format)
        # Mail whose hold has just run out leaves now, not at the next tick.
        await fire_due(session.store, session.now)
        results = await run_sender(session.store, sender)
        if not results:
            raise nothing("No mail is ready to leave.")
        for sent in results:
            if session.json:
                say_json(sent)
            elif sent.problem is not None:
                click.echo(clean(sent.problem), err=True)
            else:
                say(f"{sent.where}  (case {sent.case_id})")
        if not session.json:
            left = sum(sent.problem is None for sent in results)
            say(f"{left} of {len(results)} written: this sender {sender.name}.")
        return any(sent.problem for sent in results)

    if session.job(work):
        raise click.exceptions.Exit(1)


@send.command("list")
@click.option(
    "--state",
    type=click.Choice(["held", "queued", "sending", "sent", "failed", "recalled"]),
    default="failed",
    show_default=True,
)
@common
def list_(session: Session, state: str) -> None:
    """List out-going messages in a state, the oldest first."""

    async def work() -> None:
        for row in await session.store.reads.sends(state):
            if session.json:
                say_json(row)
            else:
                say(f"message {row.message_id} of case {row.case_id}: tried {row.attempts} times")

    session.read(work)


@send.command("again")
@click.argument("case_id", metavar="CASE", type=NUMBER)
@click.argument("message_id", metavar="MESSAGE", type=NUMBER)
@acting
def again(session: Session, case_id: int, message_id: int) -> None:
    """Let a message that failed leave again, as it was."""
    session.do("resend", case_id=case_id, message_id=message_id)
