"""``agentdesk tick``: do what is due, for cron on a desk that nobody has open."""

import click

from agentdesk.cli.session import Session, common


@click.command("tick")
@common
def tick(session: Session) -> None:
    """Do what is due now: warnings, breaches, snoozes, reminders, closings, held sends.

    Any open desk does the same; run this from cron, once a minute, for the hours when none is.
    Nothing due is no failure.
    """

    async def work() -> None:
        from agentdesk.desk.tick import tick as run

        done = await run(session.store, session.now)
        session.told_plain(
            f"{done.fired} due, {done.released} given back",
            fired=done.fired,
            released=done.released,
        )

    session.job(work)
