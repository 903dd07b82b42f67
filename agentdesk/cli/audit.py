"""``agentdesk audit``: who did what, when, and to which case."""

import click

from agentdesk.cli.exits import nothing
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, common
from agentdesk.seat.auditing import KINDS, LOOKED_AT, Wanted, audit_page, narrowed


@click.command("audit")
@click.argument("words", nargs=-1)
@click.option("--person", default="", metavar="PERSON", help="Acts of this person only.")
@click.option("--case", "case_id", type=int, metavar="CASE", help="What happened to this case.")
@click.option("--what", type=click.Choice(tuple(KINDS)), help="One sort of acts only.")
@click.option("--since", metavar="TIME", help="From a time on: 2026-03-02T10:32, yesterday, -2h.")
@click.option("--until", metavar="TIME", help="Up to a time.")
@click.option("--everything", is_flag=True, help="What customers and the desk itself did, too.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True)
@click.option("--before", type=int, metavar="ENTRY", help="Go on where a page ended.")
@common
def audit(
    session: Session,
    words: tuple[str, ...],
    person: str,
    case_id: int | None,
    what: str | None,
    since: str | None,
    until: str | None,
    everything: bool,
    limit: int,
    before: int | None,
) -> None:
    """Tell who did what, the newest first; with WORDS, the lines that hold all of them.

    Leads, administrators, privacy officers and quality see everybody's acts, others their own.
    The lines hold codes and numbers, never a customer's name or words.
    """

    async def work() -> None:
        wanted = Wanted(
            person,
            case_id,
            what or "",
            session.instant(since) if since else None,
            session.instant(until) if until else None,
            " ".join(words),
            everything,
        )
        me, setup = session.person, session.setup
        page = await audit_page(
            session.store.reads,
            setup,
            me.zone or setup.zone,
            narrowed(wanted, me),
            before=before,
            limit=limit,
        )
        if session.json:
            for line in page.lines:
                say_json(line)
            say_json({"before": page.before})
            return
        if not page.lines and page.before is None:
            raise nothing("Nothing of that kind is in the log.")
        if not page.lines:
            raise nothing(
                f"Nothing of that kind among {LOOKED_AT:,} entries: --before {page.before} looks "
                "further."
            )
        table(
            ("ENTRY", "WHEN", "WHO", "CASE", "WHAT"),
            ((x.seq, when(x.at), x.who, x.case_id or "", x.words) for x in page.lines),
        )
        if page.before is not None:
            say(f"There is more: --before {page.before} goes on.")

    session.read(work)
