"""``agentdesk import``: bring mail in from files, or say what would become of it."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentdesk.cli.exits import nothing, usage
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, common, login_of
from agentdesk.ownfiles import refuse_own
from agentdesk.text import clean

if TYPE_CHECKING:
    from agentdesk.channels.email.intake import Intake
    from agentdesk.data.store import Store

FILE_LIMIT = 100_000_000
"""Bytes of one mail; a larger file is told and left out."""

COPY_LIMIT = 300_000_000
"""Bytes of a store that a dry run copies, so that mails see those before them."""


@click.group("import")
def import_() -> None:
    """Bring in mail."""


@import_.command("mail")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each mail.")
@common
def mail(session: Session, paths: tuple[Path, ...], dry_run: bool) -> None:
    """Bring in .eml files; a PATH that is a folder stands for all .eml files below it.

    With --json every mail gives one line: file, from_email, from_name, to, subject, body_text,
    reply_text, attachments, decision (new, follow_up, duplicate, auto_reply, bounce, held), case
    and why. A file that cannot be read is told on standard error, the others go on, and the exit
    code is 1.
    """
    closed: list[OSError] = []
    files = list(_files(paths, closed.append))
    for error in closed:
        _cannot_read(Path(error.filename), error)
    if not files and not closed:
        raise nothing("There is no .eml file there.")
    unread = len(closed)
    if files:
        unread += asyncio.run(_import(session, files, dry_run=dry_run))
    if unread:
        raise click.exceptions.Exit(1)


def _files(paths: tuple[Path, ...], closed: Callable[[OSError], None]) -> Iterator[Path]:
    """Find the mails; ``closed`` is told of folders that may not be looked into."""
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path, onerror=closed):
                folders.sort()
                yield from (Path(folder, name) for name in sorted(names) if _is_mail(folder, name))
        elif path.exists():
            yield path
        else:
            raise usage(f"There is no file {path}.")


def _is_mail(folder: str, name: str) -> bool:
    return name.endswith(".eml") and os.path.isfile(os.path.join(folder, name))


def _cannot_read(path: Path, error: OSError) -> None:
    click.echo(clean(f"{path} cannot be read: {error.strerror or error}."), err=True)


async def _import(session: Session, files: list[Path], *, dry_run: bool) -> int:
    """Bring the files in one after the other; return how many could not be read."""
    unread = 0
    async with _scratch(session) if dry_run else _real(session) as (store, keep):
        for path in files:
            try:
                raw = await asyncio.to_thread(_read, path)
            except OSError as error:
                _cannot_read(path, error)
                unread += 1
                continue
            await _one(session, store, path, raw, keep=keep)
    return unread


def _read(path: Path) -> bytes:
    if not path.is_file():
        # Reading a pipe or a device might never end.
        raise OSError(0, "it is not a file")
    if path.stat().st_size > FILE_LIMIT:
        raise OSError(0, "it is larger than 100 MB")
    refuse_own(path)
    return path.read_bytes()


async def _one(session: Session, store: "Store", path: Path, raw: bytes, *, keep: bool) -> None:
    from agentdesk.channels.email.intake import take_in
    from agentdesk.desk.receive import RECEIVE, preview

    # Reading a large mail takes a while; the store's connection goes on meanwhile.
    intake = await asyncio.to_thread(take_in, raw)
    if keep:
        outcome = await store.act(RECEIVE, intake.command)
        result, repeated = outcome.result, outcome.repeated
    else:
        result, repeated = await preview(store, intake.command), False
    line = line_of(path, intake, result, repeated=repeated)
    if session.json:
        say_json(line)
    else:
        case = f"  case {line['case']}" if line["case"] else ""
        say(f"{path}: {line['decision']}{case}, because {line['why']}")


def line_of(
    path: Path, intake: "Intake", result: dict[str, Any], *, repeated: bool
) -> dict[str, Any]:
    """Return what is told of one mail."""
    mail = intake.mail
    decision, why = decision_of(mail.kind, result, repeated=repeated)
    return {
        # A file's name may be any bytes, JSON is text.
        "file": str(path).encode("utf-8", "replace").decode(),
        "from_email": mail.from_email,
        "from_name": mail.from_name,
        "to": mail.to,
        "subject": mail.subject,
        "body_text": mail.body_text,
        "reply_text": mail.reply_text,
        "attachments": [
            {"filename": part.filename, "size": part.size} for part in mail.attachments
        ],
        "decision": decision,
        "case": result.get("case_id"),
        "why": why,
    }


def decision_of(kind: str, result: dict[str, Any], *, repeated: bool) -> tuple[str, str]:
    """Return what became of a mail, in the words of the import, and why."""
    decided, why = str(result["decision"]), str(result["why"])
    if repeated or decided == "duplicate":
        return "duplicate", why if decided == "duplicate" else "this very mail was received before"
    if kind in ("auto_reply", "bounce"):
        held = decided == "held"
        return kind, f"{why}; it is held for a person" if held else why
    if decided in ("reopened", "thanked"):
        return "follow_up", why
    return ("held" if decided == "loop" else decided), why


@asynccontextmanager
async def _real(session: Session) -> AsyncIterator[tuple["Store", bool]]:
    from agentdesk.cli.identity import may_run_jobs
    from agentdesk.data.open import open_store

    store = await open_store(session.url, create=False)
    try:
        may_run_jobs(await store.reads.setup(), login_of(store), session.as_)
        yield store, True
    finally:
        await store.close()


@asynccontextmanager
async def _scratch(session: Session) -> AsyncIterator[tuple["Store", bool]]:
    """Give a copy of the store to try things on, or the store itself to look without writing.

    In a copy each mail sees the ones before it. A PostgreSQL database, and a file too large to
    copy, are only looked at: there each mail is judged on its own. Where there is no store yet,
    the example's set-up stands in.
    """
    from agentdesk.data.errors import StoreMissing
    from agentdesk.data.open import open_store, path_of

    size = _size(session.url)
    with tempfile.TemporaryDirectory(prefix="agentdesk-") as folder:
        try:
            store = await open_store(session.url, create=False)
        except StoreMissing:
            if size is not None or path_of(session.url) is None:
                raise
            store, copied = await _example(folder), True
        else:
            copied = size is not None and size <= COPY_LIMIT
            if copied:
                store = await _copy_of(store, folder)
        try:
            yield store, copied
        finally:
            await store.close()


def _size(url: str) -> int | None:
    """Return the bytes of a store's file; ``None`` if there is no such file."""
    from agentdesk.data.open import path_of

    path = path_of(url)
    if path is None or not Path(path).exists():
        return None
    files = (Path(path), Path(path + "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


async def _copy_of(store: "Store", folder: str) -> "Store":
    """Close a store and open a copy of it."""
    from agentdesk.cli.store import maintenance_of
    from agentdesk.data.open import open_store

    try:
        await maintenance_of(store).backup(f"{folder}/copy")
    finally:
        await store.close()
    return await open_store(f"{folder}/copy/store.db", create=False)


async def _example(folder: str) -> "Store":
    """Make a store with the example's set-up."""
    from agentdesk.cli.setup_file import example_setup, load_setup
    from agentdesk.data.open import open_store

    store = await open_store(f"{folder}/desk.db")
    await load_setup(store, example_setup(), actor="system", command_id="example")
    return store
