"""``agentdesk store``: check, back up, restore, copy, migrate, rebuild."""

from typing import TYPE_CHECKING

import click

from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import Failure, refused, without_login
from agentdesk.cli.output import say, say_json, when
from agentdesk.cli.session import Session, common, login_of

if TYPE_CHECKING:
    from agentdesk.data.store import Maintenance, Store
    from agentdesk.seat.erasing import Replayed

DAMAGED = 3


@click.group("store")
def store() -> None:
    """Check, back up, restore, copy, migrate, rebuild."""


def maintenance_of(store: "Store") -> "Maintenance":
    """Return what an administrator does with this engine's stores."""
    from agentdesk.data.open import path_of

    if path_of(store.url) is None:
        from agentdesk.data.postgres.maintenance import PostgresMaintenance
        from agentdesk.data.postgres.store import PostgresStore

        assert isinstance(store, PostgresStore)
        return PostgresMaintenance(store)
    from agentdesk.data.sqlite.maintenance import SqliteMaintenance
    from agentdesk.data.sqlite.store import SqliteStore

    assert isinstance(store, SqliteStore)
    return SqliteMaintenance(store)


@store.command("info")
@common
def info(session: Session) -> None:
    """Say where the store is and how far its log goes."""

    async def work() -> None:
        from agentdesk.data.open import path_of

        last = await session.store.reads.last_seq()
        newest = await session.store.reads.entries(after=max(0, last - 1), limit=1)
        values = {
            "store": session.shown_url,
            "engine": "postgresql" if path_of(session.url) is None else "sqlite",
            "desk": session.setup.name,
            "setup": session.setup.version,
            "events": last,
            "newest": newest[0].recorded_at if newest else None,
            "read_only": session.store.read_only,
        }
        if session.json:
            say_json(values)
            return
        say(f"{values['store']} ({values['engine']})")
        say(f"{session.setup.name}, set-up {session.setup.version}")
        say(f"{last} events, the newest {when(newest[0].recorded_at) if newest else 'never'}")
        if session.store.read_only:
            say(session.store.read_only)

    session.run(work)


@store.command("check")
@common
def check(session: Session) -> None:
    """Prove that the store is whole.

    Rebuilding gives the same rows, the chain of the log is unbroken, all files are there.
    """

    async def work() -> bool:
        findings = await maintenance_of(session.store).check()
        if session.json:
            for finding in findings:
                say_json(finding)
            if not findings:
                say_json({"ok": True})
        else:
            for finding in findings:
                say(f"{finding.where}: {finding.what}")
            if not findings:
                say("The store is whole.")
        return bool(findings)

    if session.run(work):
        raise click.exceptions.Exit(DAMAGED)


@store.command("backup")
@click.argument("folder", metavar="FOLDER")
@common
def backup(session: Session, folder: str) -> None:
    """Write a backup into a new FOLDER.

    Agents go on working meanwhile.
    """

    async def work() -> None:
        await maintenance_of(session.store).backup(folder)
        session.told_plain(f"The backup is in {folder}", folder=folder)

    session.run(work)


@store.command("restore")
@click.argument("folder", metavar="FOLDER")
@common
def restore(session: Session, folder: str) -> None:
    """Make the store from the backup in FOLDER.

    Nothing is written over: the store must not be there yet. Who was erased since the backup is
    erased again, where the list beside a store in one file says so.
    """
    from agentdesk.data.open import path_of

    path = path_of(session.url)
    if path is None:
        session.run(lambda: _restore_database(session, folder), create=True)
    else:
        _restore_files(folder, path)
    again = _erase_again(session, path)
    session.told_plain(
        f"The store {session.shown_url} is restored{_also(again)}",
        store=session.shown_url,
        erased_again=None if again is None else len(again.erased),
        redacted_again=None if again is None else again.redacted,
        left=[] if again is None else again.left,
    )
    for sentence in () if again is None or session.json else again.left:
        say(sentence)


def _erase_again(session: Session, path: str | None) -> "Replayed | None":
    """Erase again what the backup brought back; ``None`` where no list says what that is."""
    from agentdesk.cli.privacy_store import read_list, replay_on
    from agentdesk.data.sqlite.paths import paths_of

    listed = paths_of(path).erased if path is not None else None
    if listed is None or not listed.exists():
        return None
    lines = read_list(listed)
    return session.run(lambda: replay_on(session.store, lines))


def _also(again: "Replayed | None") -> str:
    if again is None:
        return (
            ". Who was erased since the backup is in it again: agentdesk privacy replay erases "
            "them again"
        )
    if not (again.erased or again.redacted):
        return ""
    return f"; {len(again.erased)} erased and {again.redacted} redacted again"


async def _restore_database(session: Session, folder: str) -> None:
    from agentdesk.data.postgres.maintenance import PostgresMaintenance

    maintenance = maintenance_of(session.store)
    assert isinstance(maintenance, PostgresMaintenance)
    await maintenance.restore(folder)


def _restore_files(folder: str, path: str) -> None:
    from pathlib import Path

    from agentdesk.data.sqlite.backup import restore as restore_files
    from agentdesk.data.sqlite.paths import paths_of
    from agentdesk.data.sqlite.trouble import explained

    paths = paths_of(path)
    with explained(paths.db):
        restore_files(Path(folder), paths)


@store.command("copy")
@click.argument("target", metavar="PATH|URL")
@common
def copy(session: Session, target: str) -> None:
    """Copy the store into a new one.

    From a file into a PostgreSQL database, or back; nothing is lost.
    """

    async def work() -> None:
        from agentdesk.data.open import open_store

        if without_login(target) == session.shown_url:
            raise refused("A store cannot be copied into itself: name another one.")
        other = await open_store(target)
        try:
            items = maintenance_of(session.store).dump()
            rows = await maintenance_of(other).load(items)
        finally:
            await other.close()
        shown = without_login(target)
        session.told_plain(f"{rows} rows copied to {shown}", rows=rows, store=shown)

    session.run(work)


@store.command("migrate")
@common
def migrate(session: Session) -> None:
    """Bring an older store up to date.

    A backup is written beside it first. What the search index lacks is taken in at the end, while
    agents work.
    """

    async def work() -> None:
        with Bar("Indexing") as bar:
            steps = await maintenance_of(session.store).migrate(told=bar.of)
        if not steps:
            raise Failure("The store is up to date already.", 4, "nothing")
        session.told_plain(f"Done: {', '.join(steps)}", steps=steps)

    session.run(work)


@store.command("rebuild")
@common
def rebuild(session: Session) -> None:
    """Fold every row again from the log, while agents work."""

    async def work() -> None:
        events = await maintenance_of(session.store).rebuild()
        session.told_plain(f"{events} events folded", events=events)

    session.run(work)


@store.command("grant")
@common
def grant(session: Session) -> None:
    """Print the SQL of everybody's rights.

    It gives the people of the set-up their login roles on PostgreSQL and what each may do.

    For an administrator to look at and run: agentdesk store grant | psql ADDRESS. Running it
    again changes nothing.
    """
    from agentdesk.data.open import path_of

    if path_of(session.url) is not None:
        raise refused(
            "A store in one file has no login roles: whoever may write to its folder is trusted."
        )

    async def work() -> None:
        from agentdesk.data.postgres.address import database
        from agentdesk.data.postgres.grant import everything

        name = database(session.url) or login_of(session.store) or ""
        for statement in everything(name, session.setup):
            if session.json:
                say_json({"sql": statement})
            else:
                say(f"{statement};")

    session.run(work)
