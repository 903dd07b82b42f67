"""``agentdesk demo``: open the desk on a small sample center, never on the person's own store."""

import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from agentdesk.cli.exits import refused
from agentdesk.cli.session import Session, common

WHO = "lena"
GREETING = "This is a sample: change what you like. T takes the next case, ? shows every key."
PLAIN_GREETING = "This is a sample: change what you like. Next takes a case, help tells every word."


@click.command("demo")
@click.option(
    "--keep", metavar="PATH", type=click.Path(path_type=Path), help="Make it there, and keep it."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another small variation.")
@click.option("--no-desk", is_flag=True, help="Only make it, with --keep.")
@click.option("--plain", is_flag=True, help="In lines: for screen readers, slow lines, scripts.")
@common
def demo(session: Session, keep: Path | None, seed: int, no_desk: bool, plain: bool) -> None:
    """Open the desk as Lena on a small sample center.

    It is made anew each time, in a place of its own that is thrown away afterwards unless you
    --keep it.
    """
    with ExitStack() as stack:
        if keep is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="agentdesk-demo-"))
            path = Path(folder) / "desk.db"
        else:
            path = keep.expanduser()
            if path.exists():
                raise refused(f"{path} is there already: name a new file for the sample.")
        events = asyncio.run(_make(path, seed))
        if no_desk:
            session.told_plain(f"The sample is in {path}", store=str(path), events=events)
            return
        _open(session, path, plain=plain)


async def _make(path: Path, seed: int) -> int:
    """Build the sample in a new store; return the number of its events."""
    from agentdesk.clock import ManualClock, SystemClock
    from agentdesk.data.open import open_store
    from agentdesk.demo.build import build

    clock = ManualClock(SystemClock().now())
    store = await open_store(str(path), clock=clock)
    try:
        await build(store, clock, seed=seed)
        return await store.reads.last_seq()
    finally:
        await store.close()


def _open(session: Session, path: Path, *, plain: bool) -> None:
    from agentdesk.cli.desk import open_desk, talk
    from agentdesk.tui.desk.opening import Opening

    given = click.get_current_context().find_root().obj or {}
    there = Session(store=str(path), as_=session.as_ or WHO, json=False, command_id=None)
    settings = there.settings.with_look(given.get("ascii"), given.get("theme"))
    if plain:
        talk(settings, there.person_in, greeting=PLAIN_GREETING)
    else:
        open_desk(settings, there.person_in, Opening(greeting=GREETING))
