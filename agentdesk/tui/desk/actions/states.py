"""What I do and who is here: my state, the others', and leaving."""

from typing import TYPE_CHECKING

from agentdesk.data.errors import StoreError
from agentdesk.data.unit import Command
from agentdesk.tui.desk.host import Action, Host

if TYPE_CHECKING:
    from agentdesk.seat.states import Hand


async def _state(host: Host) -> None:
    from agentdesk.seat.states import hand_of, my_state_sheet, wanted

    session = host.need_bench().session
    hand = await hand_of(session)
    answer = await host.sheet(my_state_sheet(session.setup, session.me, hand))
    if answer is None:
        return
    asked = wanted(session, answer, hand)
    said = await _give_back(host, asked.give_back)
    if await host.do(asked.state) and said:
        host.say(said)


async def _give_back(host: Host, commands: tuple[Command, ...]) -> str:
    """Give cases back as one act, and say what became of them; empty when there are none."""
    from agentdesk.desk.groups import do_each

    if not commands:
        return ""
    bench = host.need_bench()
    many = await do_each(bench.session.desk, commands)
    await bench.cases_changed(result.case_id for result in many.results)
    await bench.renew_numbers()
    return many.sentence("given back")


async def _list(host: Host) -> None:
    from agentdesk.seat.states import colleague_lines, colleagues
    from agentdesk.tui.kit.reading import Reading

    session = host.need_bench().session
    lines = colleague_lines(session.setup, await colleagues(session), session.now)
    await host.beside(Reading("Who is here", lines, glyphs=host.desk.glyphs))


async def _quit(host: Host) -> None:
    from agentdesk.seat.states import quit_sheet, releases

    open_ends = await host.open_ends()
    hand = await _hand(host)
    plan = quit_sheet(open_ends, hand)
    if plan is not None:
        answer = await host.sheet(plan)
        if answer is None or answer.get("quit") == "no":
            return
        if hand is not None and answer.get("untouched") == "back":
            await _give_back(host, releases(host.need_bench().session, hand))
    await host.shut()


async def _hand(host: Host) -> "Hand | None":
    """Return what I have in hand; nobody is kept from leaving because the store is away."""
    from agentdesk.seat.states import hand_of

    if host.bench is None:
        return None
    try:
        return await hand_of(host.bench.session)
    except StoreError:
        return None


ACTIONS: dict[str, Action] = {"agent.state": _state, "agent.list": _list, "quit": _quit}
