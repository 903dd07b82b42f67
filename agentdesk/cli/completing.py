"""What a shell may complete from the store: case numbers, queues, people, dispositions.

A shell asks while somebody types: whatever goes wrong, there is simply nothing to complete.
"""

import asyncio
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from agentdesk.cli.session import Session
from agentdesk.text import clean_line

if TYPE_CHECKING:
    from agentdesk.domain.setup import Setup
    from agentdesk.domain.views import QueueRow

MOST = 50
"""Waiting cases offered to ``take``."""
WATCHED = ("board", "report")
"""Commands of people who may watch and nothing else."""


def items(ctx: click.Context, kind: str, incomplete: str) -> list[CompletionItem]:
    """Return what begins like this: ``cases``, or what the set-up has of ``queues``, ``teams``,
    ``sites``, ``people`` or ``dispositions``."""
    try:
        found = _found(ctx, kind)
    except Exception:
        # A sentence on the screen would land in the middle of what is being typed.
        return []
    return [
        CompletionItem(value, help=clean_line(words, 60))
        for value, words in found
        if value.startswith(incomplete.removeprefix("#"))
    ]


def _found(ctx: click.Context, kind: str) -> list[tuple[str, str]]:
    given = {**ctx.find_root().params, **{k: v for k, v in ctx.params.items() if v is not None}}
    session = Session(
        store=given.get("store"), as_=given.get("as_"), json=False, command_id=None
    )  # fmt: skip

    async def read() -> list[tuple[str, str]]:
        if kind == "cases":
            return await _cases(session, waiting=ctx.info_name == "take")
        return _names(session.setup, kind)

    if ctx.info_name in WATCHED:
        return _names(asyncio.run(_watched_setup(session.url)), kind)
    return session.run(read, read_only=True)


async def _watched_setup(url: str) -> "Setup":
    """Read the set-up as supervisors may, who can read nothing else."""
    from agentdesk.data.open_board import open_board

    store = await open_board(url)
    try:
        return await store.setup()
    finally:
        await store.close()


def _names(setup: "Setup", kind: str) -> list[tuple[str, str]]:
    if kind == "people":
        return [(person.id, person.name) for person in setup.people]
    if kind == "queues":
        return [(queue.id, queue.name) for queue in setup.queues]
    if kind == "teams":
        from agentdesk.board.scope import teams_of

        return list(teams_of(setup).items())
    if kind == "sites":
        from agentdesk.board.scope import sites_of

        return [(site, "") for site in sites_of(setup)]
    return [(code.id, code.name) for code in setup.dispositions]


async def _cases(session: Session, *, waiting: bool) -> list[tuple[str, str]]:
    """Return one's own cases; for taking, those that wait. Subjects only for who may see them."""
    from agentdesk.domain.case import READS_NO_WORDS
    from agentdesk.domain.routing import eligible_lanes

    reads, me = session.store.reads, session.person
    rows: tuple[QueueRow, ...]
    if waiting:
        lanes = tuple(eligible_lanes(me, await reads.lanes()))
        rows = (await reads.queue_page(lanes, limit=MOST, agent=me.id)).rows
    else:
        rows = await reads.mine(me.id)
    hidden = me.role in READS_NO_WORDS
    return [(str(row.case_id), f"P{row.priority}" if hidden else row.subject) for row in rows]
