"""``agentdesk case macro``: run a macro in a case, or say what it would do."""

from typing import TYPE_CHECKING, Any

import click

from agentdesk.cli.exits import not_found, refused, usage
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session, acting

if TYPE_CHECKING:
    from agentdesk.seat.macros import Prepared
    from agentdesk.seat.session import Opened
    from agentdesk.seat.session import Session as Seat


@click.command("macro")
@click.argument("name", metavar="MACRO")
@click.argument("case_id", metavar="CASE", type=NUMBER)
@click.option("--fill", "filled", multiple=True, metavar="NAME=TEXT", help="Fill a blank in.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@acting
def macro(
    session: Session, name: str, case_id: int, filled: tuple[str, ...], dry_run: bool
) -> None:
    """Run MACRO, by its id or its key, in CASE. All of it is done, or nothing."""
    said = dict(_pair(words) for words in filled)

    async def work() -> None:
        from agentdesk.seat.macros import run, with_blanks

        seat, opened, prepared = await _prepared(session, name, case_id)
        prepared = with_blanks(prepared, said)
        if dry_run:
            _tell(session, seat, prepared)
            return
        if prepared.blanks:
            raise refused(f"Fill in {prepared.blanks[0]} first: --fill {_example(prepared)}.")
        many = await run(seat, opened, prepared)
        await session.store.live.beat(session.person.id, session.now)
        session.told_many(f"{prepared.macro.name}: {len(many.done)} done", many.results)

    # What it would send is said to whom it may be shown.
    session.read(work, words=True) if dry_run else session.run(work)


def _pair(words: str) -> tuple[str, str]:
    name, equals, text = words.partition("=")
    if not equals:
        raise usage(f"--fill {words[:20]} needs a text: --fill date=Friday.")
    return name.strip("‹› "), text


def _example(prepared: "Prepared") -> str:
    return f"'{prepared.blanks[0].strip('‹›')}=…'"


async def _prepared(
    session: Session, name: str, case_id: int
) -> tuple["Seat", "Opened", "Prepared"]:
    """Fill the macro in for the case. Raises ``Failure`` and ``Refused``."""
    from agentdesk.channels.email.answering import receiver_of
    from agentdesk.seat.macros import macros_of, pinned, prepare
    from agentdesk.seat.session import Session as Seat

    settings = session.settings
    seat = Seat(session.store, session.setup, session.person, own_macros=settings.macros)
    known = macros_of(seat)
    macro = known.get(name) or pinned(seat).get(name)
    if macro is None:
        listed = ", ".join(known) or "none"
        raise not_found(f"There is no macro {name[:40]}. There are: {listed}.")
    opened = await seat.open(case_id)
    if opened is None:
        raise not_found(f"There is no case {case_id}.")
    answers = await session.store.reads.answers()
    return seat, opened, prepare(seat, opened, macro, answers, receiver_of(opened.case))


def _tell(session: Session, seat: "Seat", prepared: "Prepared") -> None:
    from agentdesk.seat.macros import dry_run

    words = dry_run(seat, prepared)
    if session.json:
        told: dict[str, Any] = {
            "ok": True,
            "macro": prepared.macro.id,
            "case_id": prepared.case_id,
            "would": words,
            "reply": prepared.reply,
            "to": prepared.to,
            "blanks": prepared.blanks,
            "answers": prepared.answer_ids,
        }
        say_json(told)
        return
    say(f"Would do in {prepared.case_id}: {words}.")
    if prepared.reply:
        say(prepared.reply)
