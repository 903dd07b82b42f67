"""``agentdesk setup``: write, check, load and show the desk's set-up."""

from pathlib import Path

import click

from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, acting, common


@click.group("setup")
def setup() -> None:
    """Queues, people, hours and promises, as one file."""


_path = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))


@setup.command("example")
@common
def example(session: Session) -> None:
    """Print a set-up with comments, to begin with."""
    from agentdesk.cli.setup_file import example_setup, example_text

    if session.json:
        say_json(example_setup())
    else:
        say(example_text().rstrip("\n"))


@setup.command("check")
@_path
@common
def check(session: Session, path: Path) -> None:
    """Find every mistake in a set-up, each with its line."""
    from agentdesk.cli.setup_file import read_setup

    found = read_setup(path)
    session.told_plain(
        f"{path} can be used: {len(found.queues)} queues, {len(found.people)} people, "
        f"{len(found.policies)} policies",
        queues=len(found.queues),
        people=len(found.people),
        policies=len(found.policies),
    )


@setup.command("show")
@common
def show(session: Session) -> None:
    """Print the set-up that is in the store."""

    async def work() -> None:
        from agentdesk.cli.setup_file import written_setup

        if session.json:
            say_json(session.setup)
        else:
            say(written_setup(session.setup))

    session.read(work)


@setup.command("load")
@_path
@acting
def load(session: Session, path: Path) -> None:
    """Put a set-up into the store, and make the store if there is none.

    Clocks and ranks of open cases follow where the set-up changed. Every open desk sees it at
    once. A first set-up can be loaded by anyone who may write there, later ones by an admin or
    a lead.
    """
    from agentdesk.cli.setup_file import read_setup

    found = read_setup(path)

    async def work() -> None:
        outcome = await session.load_setup(found)
        session.told(outcome, f"the set-up of {found.name} is in {session.shown_url}")

    session.run(work, create=True)
