"""What concerns everybody: retention, what was erased, erasing again after a restore, the files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import Failure, nothing, refused, usage
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, common
from agentdesk.clock import DAY
from agentdesk.ownfiles import refuse_own

if TYPE_CHECKING:
    from agentdesk.data.store import Store
    from agentdesk.seat.erasing import Removal, Replayed
    from agentdesk.seat.retaining import Kept


@click.command("retention")
@click.option("--dry-run", "look", is_flag=True, help="Only count and list what is due.")
@click.option("--apply", "go", is_flag=True, help="Let go of it, while agents work.")
@common
def retention(session: Session, look: bool, go: bool) -> None:
    """Let go of what is kept longer than the set-up says (its part “retention”).

    Words of ended cases, customers with whom nothing happens any more, unsent texts. A legal hold
    wins. For cron, and for privacy officers.
    """
    if look == go:
        raise usage("Say either --dry-run to see what is due, or --apply to let go of it.")

    async def work() -> None:
        from agentdesk.seat import retaining

        _may(session)
        found = await retaining.report(session.store, session.setup, session.now)
        if look or not any(kept.count for kept in found):
            _show(session, found)
            return
        done: dict[str, int] = {}
        async for gone in retaining.apply(session.store, session.setup, session.now):
            done[gone.kind] = gone.done
        remains = await session.store.scrub()
        if session.json:
            say_json({"ok": True, "done": done, "remains": remains})
            return
        for kept in found:
            say(f"{kept.kind}: {done.get(kept.kind, 0)} gone, {kept.held} under legal hold stay")
        if remains:
            say(remains)

    session.run(work, read_only=look)


def _show(session: Session, kept: "Sequence[Kept]") -> None:
    audit = session.setup.retention.audit // DAY
    if session.json:
        for item in kept:
            say_json(item)
        return
    table(
        ("KIND", "DUE", "OLDEST", "OLDER THAN", "ON HOLD"),
        ((k.kind, k.count, when(k.oldest), when(k.before), k.held) for k in kept),
    )
    say(f"The record of looks and exports is in the log and stays (at least {audit} days).")


def _may(session: Session) -> None:
    """Let privacy officers and administrators do it, and jobs of nobody (cron)."""
    person = _person(session)
    if person is not None and person not in ("privacy_officer", "admin", "lead"):
        raise refused("Retention is for a privacy officer, an administrator or a job: ask one.")


def _person(session: Session) -> str | None:
    """Return the role of who runs this; ``None`` for a user the set-up does not know."""
    try:
        return session.person.role
    except Failure:
        if session.as_ is not None:
            raise
        return None


@click.command("erased")
@common
def erased(session: Session) -> None:
    """List what was erased or redacted, a JSON line each: ids and numbers, never words.

    Keep it apart from the backups: “privacy replay” takes it after a restore.
    """

    async def work() -> None:
        from agentdesk.seat.erasing import removals

        for line in await removals(session.store):
            say_json(line)

    session.read(work)


@click.command("replay")
@click.argument("file", required=False, metavar="FILE")
@click.option("--from", "other", metavar="PATH|URL", help="Take the list from another store.")
@common
def replay(session: Session, file: str | None, other: str | None) -> None:
    """Erase and redact again what a restored backup brought back.

    FILE is what “privacy erased” gave, or the list beside a store in one file; --from names a
    store whose log knows.
    """
    if (file is None) == (other is None):
        raise usage("Name the list of what was erased, or a store with --from.")

    async def work() -> None:
        from agentdesk.data.open import open_store
        from agentdesk.seat import erasing

        if other is not None:
            known = await open_store(other, read_only=True, create=False)
            try:
                lines = list(await erasing.removals(known))
            finally:
                await known.close()
        else:
            lines = read_list(Path(str(file)))
        _may(session)
        tell(session, await replay_on(session.store, lines))

    session.run(work)


def read_list(path: Path) -> "list[Removal]":
    """Read a list of removals. Raises ``Failure`` for what is none."""
    from agentdesk.seat.erasing import parsed

    try:
        refuse_own(path)
        if path.is_char_device() or path.is_block_device():
            # A device may never end.
            raise usage(f"{path} is not a file.")
        return parsed(path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise usage(f"{path} cannot be read: {why}.") from None
    except ValueError as error:
        raise usage(f"{path}: {error}.") from None


async def replay_on(store: "Store", lines: "Sequence[Removal]") -> "Replayed":
    """Do it on a store, as the desk itself."""
    from agentdesk.desk.common import SYSTEM
    from agentdesk.desk.desk import Desk
    from agentdesk.seat.erasing import replay as again

    return await again(Desk(store, SYSTEM), lines)


def tell(session: Session, found: "Replayed") -> None:
    """Say what a replay did."""
    if session.json:
        say_json(found)
        return
    if not (found.erased or found.redacted or found.left):
        raise nothing("Nothing of what was erased is here: there is nothing to do.")
    say(f"Erased again: {len(found.erased)}. Redacted again: {found.redacted}.")
    for sentence in (*found.left, *filter(None, [found.remains])):
        say(sentence)


@click.command("scrub")
@click.option("--full", is_flag=True, help="Write everything anew; others wait meanwhile.")
@common
def scrub(session: Session, full: bool) -> None:
    """Leave nothing of what was erased or redacted in the store's files.

    Erasing and redacting do it by themselves; this is for what was in the way then.
    """

    async def work() -> str | None:
        return await session.store.scrub(full=full)

    sentence = session.run(work)
    if sentence is not None:
        raise Failure(sentence, 1, "later")
    session.told_plain("Nothing of what was erased is left in the files")
