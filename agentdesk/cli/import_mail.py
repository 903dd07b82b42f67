"""``agentdesk import mail``: bring mail in from files, or say what would become of it."""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentdesk.cli.bars import Bar
from agentdesk.cli.exits import nothing, usage
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, common
from agentdesk.text import clean

if TYPE_CHECKING:
    from agentdesk.channels.email.intake import Intake
    from agentdesk.channels.files.boxes import FoundMail, Unreadable
    from agentdesk.cli.import_history import Asked
    from agentdesk.data.store import Store
    from agentdesk.desk.incoming import Receive

AT_ONCE = 64
"""So many mails are received together."""
FEW, FEW_BYTES = 20, 5_000_000
"""From more files or bytes on, a person at a terminal sees a bar instead of a line a mail."""
DECISIONS = {
    "new": "new",
    "follow_up": "follow-ups",
    "duplicate": "here already",
    "auto_reply": "automatic",
    "bounce": "bounces",
    "held": "held for a person",
    "history": "of the past",
}
"""What becomes of mails, said of several."""
COPY_LIMIT = 300_000_000
"""Bytes of a store that a dry run copies, so that mails see those before them."""


@click.command("mail")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each mail.")
@click.option("--text", is_flag=True, help="The files are bare bodies: text or HTML, no headers.")
@click.option("--history", is_flag=True, help="Conversations that are over become closed cases.")
@click.option(
    "--before", metavar="DATE", help="The day that history ends; 30 days ago if not said."
)
@click.option(
    "--ours", multiple=True, metavar="ADDRESS", help="We wrote from this address, or domain, too."
)
@common
def mail(
    session: Session,
    paths: tuple[Path, ...],
    dry_run: bool,
    text: bool,
    history: bool,
    before: str | None,
    ours: tuple[str, ...],
) -> None:
    """Bring in mail: .eml files, mboxes, Maildirs, and whole folders of them.

    With --json every mail gives one line: file, from_email, from_name, to, subject, body_text,
    reply_text, attachments, decision (new, follow_up, duplicate, auto_reply, bounce, held), case
    and why; the file of a mail in an mbox ends with its line. What cannot be read is told on
    standard error, the others go on, and the exit code is 1.

    With --text every file is the body of a mail and nothing else; its reply_text is without the
    signature, too.

    With --history a conversation whose newest mail is older than --before becomes one closed case
    with all its mails, ours too, dated when they were written: no clock starts, nobody is told.
    The decision is history then; what is younger comes in as live mail.
    """
    if text and history:
        raise usage("A bare body has no date: --text and --history do not go together.")
    if (before or ours) and not history:
        raise usage("--before and --ours are of use with --history only.")
    for path in paths:
        if not path.exists():
            raise usage(f"There is no file {path}.")
    from agentdesk.channels.files.boxes import Unreadable, body_files, mail_files

    told: list[Unreadable] = []
    find = body_files if text else mail_files
    files = [file for path in paths for file in find(path, told.append)]
    for one in told:
        _cannot_read(one)
    if not files and not told:
        raise nothing("There is no mail there: no .eml file, no mbox and no Maildir.")
    if history:
        from agentdesk.cli.import_history import Asked

        asked = Asked(paths, before, ours)
        asyncio.run(_import_history(session, files, told, asked, dry_run=dry_run))
    else:
        asyncio.run(_import(session, files, told, dry_run=dry_run, text=text))
    if told:
        raise click.exceptions.Exit(1)


def _cannot_read(what: "Unreadable") -> None:
    click.echo(clean(f"{what.place} {what.why}."), err=True)


async def _import(
    session: Session, files: list[Path], told: "list[Unreadable]", *, dry_run: bool, text: bool
) -> None:
    """Bring the mails of some files in, in order; ``told`` takes what cannot be read."""
    from agentdesk.channels.email.reading import take_in_all
    from agentdesk.channels.files.boxes import Unreadable, bodies_in, mails_in

    def tell(what: Unreadable) -> None:
        told.append(what)
        teller.say_trouble(what)

    async with _scratch(session) if dry_run else _real(session) as (store, keep):
        with Teller(session.json, files, bare=text) as teller:
            batch: list[tuple[FoundMail, Intake]] = []
            look_into = bodies_in if text else mails_in
            mails = (mail for file in files for mail in look_into(file, tell))
            async for read in take_in_all(mails):
                batch.append(read)
                if len(batch) == AT_ONCE:
                    await _receive(store, batch, teller, keep=keep)
                    batch = []
            await _receive(store, batch, teller, keep=keep)


async def _import_history(
    session: Session,
    files: list[Path],
    told: "list[Unreadable]",
    asked: "Asked",
    *,
    dry_run: bool,
) -> None:
    """Bring conversations that are over in as closed cases, the others as live mail."""
    from agentdesk.channels.files.boxes import Unreadable
    from agentdesk.cli.import_history import Box, bring_history

    def tell(what: Unreadable) -> None:
        told.append(what)
        teller.say_trouble(what)

    def say_past(found: "FoundMail", intake: "Intake", result: dict[str, Any]) -> None:
        teller.say(found, intake, result, repeated=False)

    async def receive(batch: "list[tuple[FoundMail, Intake]]") -> None:
        await _receive(store, batch, teller, keep=keep)

    async with _scratch(session) if dry_run else _real(session) as (store, keep):
        with Teller(session.json, files) as teller:
            box = Box(files, store.clock.now(), tell)
            await asyncio.to_thread(box.look, bar=teller.with_bar)
            await bring_history(session, store, box, asked, say_past, receive, look=not keep)


async def _receive(
    store: "Store", batch: "list[tuple[FoundMail, Intake]]", teller: "Teller", *, keep: bool
) -> None:
    from agentdesk.data.errors import Refused
    from agentdesk.data.telling import carry_out
    from agentdesk.desk.incoming import related
    from agentdesk.desk.receive import RECEIVE, preview

    if not keep:
        for found, intake in batch:
            result = await preview(store, _archived(intake))
            teller.say(found, intake, result, repeated=False)
        return
    commands = [_archived(intake) for _, intake in batch]
    outcomes = await carry_out(store, RECEIVE, commands, related)
    for (found, intake), outcome in zip(batch, outcomes, strict=True):
        if isinstance(outcome, Refused):
            raise outcome
        teller.say(found, intake, outcome.result, repeated=outcome.repeated)


def _archived(intake: "Intake") -> "Receive":
    from msgspec.structs import replace

    return replace(intake.command, archived=True)


class Teller:
    """Tells what became of each mail: a line each, or on a terminal with many a bar and a sum."""

    def __init__(self, json: bool, files: "list[Path]", *, bare: bool = False) -> None:
        self._json = json
        self._bare = bare
        self._counts: Counter[str] = Counter()
        total = sum(file.stat().st_size for file in files if file.is_file())
        many = len(files) > FEW or total > FEW_BYTES
        shown = many and not json and sys.stdout is not None and sys.stdout.isatty()
        self._bar = Bar("Bringing in", total) if shown else None

    @property
    def with_bar(self) -> bool:
        """Whether a person sees a bar instead of lines."""
        return self._bar is not None

    def __enter__(self) -> "Teller":
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(self, *failure: object) -> None:
        if self._bar is not None:
            self._bar.__exit__()
        if self._counts.total() > 1 and not self._json and failure[0] is None:
            say(self.sum())

    def say(
        self, found: "FoundMail", intake: "Intake", result: dict[str, Any], *, repeated: bool
    ) -> None:
        """Tell of one mail."""
        line = line_of(found.place, intake, result, repeated=repeated)
        if self._bare:
            line["reply_text"] = intake.mail.words
        self._counts[line["decision"]] += 1
        if self._json:
            say_json(line)
        elif self._bar is not None:
            self._bar.more(len(found.raw))
        else:
            case = f"  case {line['case']}" if line["case"] else ""
            say(f"{found.place}: {line['decision']}{case}, because {line['why']}")

    def say_trouble(self, what: "Unreadable") -> None:
        """Tell of what cannot be read, beside the bar."""
        if self._bar is not None:
            self._bar.aside()
        _cannot_read(what)

    def sum(self) -> str:
        """Say how many mails there were, and what became of them."""
        parts = (f"{n:,} {DECISIONS[decision]}" for decision, n in self._counts.most_common())
        return f"{self._counts.total():,} mails: {', '.join(parts)}."


def line_of(
    place: str, intake: "Intake", result: dict[str, Any], *, repeated: bool
) -> dict[str, Any]:
    """Return what is told of one mail, which stands at a place."""
    mail = intake.mail
    decision, why = decision_of(mail.kind, result, repeated=repeated)
    return {
        "file": place,
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
    if decided == "history":
        return decided, why
    if kind in ("auto_reply", "bounce"):
        held = decided == "held"
        return kind, f"{why}; it is held for a person" if held else why
    if decided in ("reopened", "thanked"):
        return "follow_up", why
    return ("held" if decided == "loop" else decided), why


@asynccontextmanager
async def _real(session: Session) -> AsyncIterator[tuple["Store", bool]]:
    from agentdesk.cli.import_store import store_for_import

    async with store_for_import(session) as (store, _):
        yield store, True


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
