"""``agentdesk search``: find words in messages, notes, cases, customers and answers."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from agentdesk.cli.exits import NOTHING, Failure, nothing
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, common

if TYPE_CHECKING:
    from agentdesk.domain.search.hits import Hit


@click.command("search")
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@click.option(
    "--order",
    type=click.Choice(("newest", "relevance")),
    default="newest",
    show_default=True,
    help="Newest first, or what fits best of the newest hits.",
)
@click.option("--limit", type=click.IntRange(1, 1_000), default=50, show_default=True)
@click.option("--after", type=int, metavar="PLACE", help="Go on where --json said a page ended.")
@common
def search(
    session: Session, words: tuple[str, ...], order: str, limit: int, after: int | None
) -> None:
    """Find words in messages, notes, cases, customers and answers.

    Words must all be there. "a phrase" stands together, refu* begins so, -word is not there, one OR
    other. Fields: from: to: queue: state: owner: channel: priority: tag: type: customer: org: case:
    before: after: on: in:messages|notes|cases|customers|answers. Write -- before a word with a
    minus. Where nothing is found the exit code is 4.
    """
    empty = False

    async def work() -> None:
        nonlocal empty
        from agentdesk.seat.searching import Searcher, bounded

        me = session.person
        zone = ZoneInfo(me.zone or session.setup.zone)
        searcher = Searcher(session.store, session.setup, me, zone)
        found = await searcher.search(
            " ".join(words),
            order="relevance" if order == "relevance" else "newest",
            limit=limit,
            after=after,
        )
        if found.wrong:
            raise Failure(found.said, 2, "usage")
        if session.json:
            for hit in found.page.hits:
                say_json(hit)
            say_json({"after": found.page.after, "looked_at": found.page.looked_at})
            empty = not found.page.hits
            return
        if not found.page.hits:
            raise nothing(found.said)
        table(("KIND", "WHEN", "CASE", "STATE", "CUSTOMER", "WORDS"), map(_line, found.page.hits))
        if rest := bounded(found.page):
            say(rest[0].upper() + rest[1:] + ".")
        if found.page.more:
            say(f"There are more: --limit {limit * 2} shows more of them.")

    session.read(work, words=True)
    if empty:
        click.get_current_context().exit(NOTHING)


def _line(hit: "Hit") -> tuple[object, ...]:
    words = ": ".join(filter(None, (hit.title, hit.snippet)))
    number = hit.ref if hit.kind == "answer" else hit.case_id or ""
    return hit.kind, when(hit.at), number, hit.state, hit.customer, words
