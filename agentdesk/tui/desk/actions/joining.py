"""Making one case of two, and two of one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agentdesk.data.errors import StoreError
from agentdesk.data.unit import Command
from agentdesk.seat.session import Opened
from agentdesk.seat.when import when
from agentdesk.text import fit
from agentdesk.tui.desk.actions.asking import Answers, Fields, ask_and_do, ask_until, case_of
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.stops import Row

if TYPE_CHECKING:
    from agentdesk.domain.content import Message
    from agentdesk.tui.kit.picker import Pick


async def _merge(host: Host) -> None:
    """Look the other case up, show both, and fold one into the other."""
    from agentdesk.seat.joining import merge_command, merge_sheet

    if not (opened := await case_of(host)):
        return
    number = await _which(host, opened)
    if number is None:
        return
    bench = host.need_bench()
    case, other = opened.case, await bench.session.store.reads.case(number)
    if other is None:
        host.say(f"There is no case {number}.")
        return
    if other.row.id == case.row.id:
        host.say("A case cannot be folded into itself.")
        return

    def make(answers: Answers) -> Command | str:
        return merge_command(bench.session, case, other, answers)

    done = await ask_until(host, merge_sheet(bench.session, case, other), make)
    if done is not None:
        survivor = int(done.result["case_id"])
        host.desk.queue.select(survivor)
        await bench.open(survivor)


async def _which(host: Host, opened: Opened) -> int | None:
    """Return the number of the other case: one of the same customer, or any that is typed."""
    from agentdesk.tui.kit.picker import Pick, Picker

    theirs = opened.customer.open_cases if opened.customer is not None else ()
    known = [
        Pick(
            str(case.case_id), f"{case.case_id} {case.subject}", f"{case.channel}, P{case.priority}"
        )
        for case in theirs
        if case.case_id != opened.case.row.id
    ]

    async def find(typed: str) -> "Sequence[Pick]":
        found = [pick for pick in known if typed.casefold() in pick.label.casefold()]
        number = typed.lstrip("#")
        if not number.isdecimal() or any(pick.value == number for pick in found):
            return found
        return [*found, *await _by_number(host, int(number))]

    chosen = await host.ask(
        Picker(
            find, prompt=f"Merge {opened.case.row.id} with", asks="number or subject",
            nothing="No case of this customer has that. Type a number.", glyphs=host.desk.glyphs,
        )
    )  # fmt: skip
    return None if chosen is None else int(chosen.value)


async def _by_number(host: Host, number: int) -> "Sequence[Pick]":
    from agentdesk.tui.kit.picker import Pick

    try:
        rows = await host.need_bench().session.rows([number])
    except StoreError as error:
        host.say(f"Not now: {error}")
        return ()
    return [Pick(str(row.case_id), f"{row.case_id} {row.subject}", row.customer) for row in rows]


# ---- two out of one


async def _split(host: Host) -> None:
    """Choose a message of the customer; it begins a case of its own."""
    from agentdesk.seat.joining import own_words, split_command, split_sheet
    from agentdesk.tui.kit.chooser import Chooser, Chosen

    if not (opened := await case_of(host)):
        return
    case, session = opened.case, host.need_bench().session
    messages = own_words(case)
    if not messages:
        host.say("The customer has written nothing here that could begin a case.")
        return
    screen = Chooser(
        f"Split {case.row.id} at which message", lambda cells: _rows(host, messages, cells),
        enter="splits it off", glyphs=host.desk.glyphs,
    )  # fmt: skip
    screen.view.at = messages[-1].id
    chosen = await host.beside(screen)
    if not isinstance(chosen, Chosen):
        return
    message = next(m for m in messages if m.id == chosen.target)

    def make(about: Fields, answers: Answers) -> Command | str:
        return split_command(about, message, answers)

    done = await ask_and_do(host, opened, split_sheet(session, case, message), make)
    if done is not None:
        host.desk.queue.select(case.row.id)


def _rows(host: Host, messages: "Sequence[Message]", cells: int) -> list[Row]:
    session = host.need_bench().session
    found: list[Row] = []
    for m in messages:
        at = when(m.at, session.now, session.zone)
        found.append(Row([(fit(f"{at} {m.subject}", cells).rstrip(), "strong")], m.id))
        lines = [line.strip() for line in m.body.split("\n") if line.strip()]
        found += [Row([(fit(line, cells).rstrip(), "muted")], m.id) for line in lines[:2]]
        found.append(Row([]))
    return found


ACTIONS: dict[str, Action] = {
    "case.merge": _merge,
    "case.split": _split,
}
