"""Held mail: the list with each mail's words, and the sheet that says where it belongs."""

from agentdesk.data.unit import Command
from agentdesk.domain.views import HeldMail
from agentdesk.seat.views import HELD
from agentdesk.seat.when import when
from agentdesk.text import fit, wrap
from agentdesk.tui.desk.case_lines import left_right
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.stops import MakeRows, Row

_SHOWN = 200
"""Lines of a mail that are shown; the rest is in the case once it has one."""


async def _held(host: Host) -> None:
    """List what is held until nothing is, or the person leaves. Enter says where one belongs."""
    from agentdesk.tui.kit.chooser import Chooser, Chosen

    bench = host.need_bench()
    at = -1
    while True:
        held = await bench.session.store.reads.held_mail()
        if not held:
            if at < 0:
                host.say("No mail is held.")
            return
        screen = Chooser(
            f"Held mail {len(held)}", _rows(host, held), enter="places it",
            letters={"o": "reads it"}, glyphs=host.desk.glyphs,
        )  # fmt: skip
        screen.view.at = held[min(max(at, 0), len(held) - 1)].row.id
        chosen = await host.beside(screen)
        if not isinstance(chosen, Chosen):
            return
        at = next(n for n, mail in enumerate(held) if mail.row.id == chosen.target)
        if chosen.key == "o":
            await _read(host, held[at])
        else:
            await _place(host, held[at])


def _rows(host: Host, held: tuple[HeldMail, ...]) -> MakeRows:
    """Return the rows: who, when, about what, and why it is held."""
    from agentdesk.seat.holding import why

    session = host.need_bench().session

    def rows(cells: int) -> list[Row]:
        found: list[Row] = []
        for mail in held:
            m, at = mail.message, when(mail.row.at, session.now, session.zone)
            who = m.from_name or m.from_address
            found.append(Row(left_right([(who, "strong")], [(at, "muted")], cells), mail.row.id))
            subject = m.subject or "without a subject"
            found.append(Row([(fit(subject, cells).rstrip(), "text")], mail.row.id))
            named = mail.row.suggested_case
            words = f"names case {named}: {why(mail)}" if named is not None else why(mail)
            found += [Row([(piece, "muted")], mail.row.id) for piece in wrap(words, cells)]
            found.append(Row([]))
        return found

    return rows


async def _read(host: Host, mail: HeldMail) -> None:
    """Show a mail whole."""
    from agentdesk.tui.kit.reading import Reading

    session, m = host.need_bench().session, mail.message
    at = when(mail.row.at, session.now, session.zone)
    lines = m.body.split("\n")
    more = [f"{len(lines) - _SHOWN} more lines"] if len(lines) > _SHOWN else []
    head = [f"From {m.from_name} {m.from_address}".strip(), f"To {', '.join(m.to)}", at, ""]
    page = Reading(
        m.subject or "Without a subject", [*head, *lines[:_SHOWN], *more], glyphs=host.desk.glyphs
    )
    await host.beside(page)


async def _place(host: Host, mail: HeldMail) -> None:
    """Ask where a mail belongs, beside the case that it names; then show the case it went to."""
    from agentdesk.seat.holding import place_command, place_sheet
    from agentdesk.tui.desk.actions.asking import ask_until

    bench = host.need_bench()
    session, named, subject = bench.session, mail.row.suggested_case, ""
    if named is not None and await bench.open(named) and bench.opened is not None:
        subject = bench.opened.case.subject

    def make(answers: dict[str, str]) -> Command | str:
        return place_command(session, mail, answers)

    placed = await ask_until(host, place_sheet(session, mail, subject), make)
    if placed is not None and placed.result.get("case_id"):
        await bench.open(int(placed.result["case_id"]))


ACTIONS: dict[str, Action] = {f"view.{HELD}": _held}
