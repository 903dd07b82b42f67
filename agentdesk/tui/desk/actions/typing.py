"""The command line: what a typed line does. A verb alone does what its key does."""

from collections.abc import Awaitable, Callable

from agentdesk.data.unit import Command
from agentdesk.seat import dates
from agentdesk.seat.session import Session
from agentdesk.tui.desk import typed
from agentdesk.tui.desk.actions.asking import Fields, about, case_of
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.typed_line import TypedLine

Words = tuple[str, ...]
_NO_DATE = "“{}” is no date. Try 2026-03-02 10:00, or 2d."


async def _type(host: Host) -> None:
    bench = host.need_bench()
    mine = await bench.session.mine()
    cases = [(str(row.case_id), f"{row.customer}: {row.subject}") for row in mine]
    macros = _macros(bench.session)
    lists = typed.lists_of(bench.session.setup, cases, sorted(host.available_themes), macros)
    history = host.history()
    written = await host.ask(
        TypedLine(lambda line: typed.complete(line, lists), history, glyphs=host.desk.glyphs)
    )
    if written is None:
        return
    understood = typed.understand(written, lists)
    if isinstance(understood, str):
        host.say(understood)
        return
    history.add(written)
    if typed.keepable(understood) and not history.keep(written):
        host.say("What you type is not remembered: the history cannot be written.")
    await carry_out(host, understood)


def _macros(session: Session) -> list[tuple[str, str]]:
    """Return the macros by id and name; what knows of them is loaded only where there are any."""
    if not session.setup.macros and not session.own_macros:
        return []
    from agentdesk.seat.macros import macros_of

    return [(id, macro.name) for id, macro in macros_of(session).items()]


async def carry_out(host: Host, line: typed.Typed) -> None:
    """Do what a line says."""
    verb, words = line
    if not words:
        await host.run_command(verb.command)
    elif verb.word in _DESK:
        await _DESK[verb.word](host, words)
    elif opened := await case_of(host):
        made = _CASE[verb.word](host, about(host, opened), words)
        if isinstance(made, str):
            host.say(made)
        else:
            await host.do(made)


# ---- what is about the desk


async def _open(host: Host, words: Words) -> None:
    number = words[0].lstrip("#")
    bench = host.need_bench()
    if not number.isdigit() or not await bench.open(int(number)):
        host.say(f"There is no case {words[0][:20]}.")
        return
    host.desk.queue.select(int(number))
    host.desk.go("case")
    host.show_hints()
    await host.seen(int(number))


async def _state(host: Host, words: Words) -> None:
    from agentdesk.desk.presence import SetAgentState

    state = words[0]
    if state == "available":
        command = SetAgentState(**host.ids(), state="available")
    elif state == "offline":
        command = SetAgentState(**host.ids(), state="offline")
    elif state == "wrap-up":
        command = SetAgentState(**host.ids(), state="wrap_up")
    else:
        command = SetAgentState(**host.ids(), state="unavailable", reason=state)
    await host.do(command)


async def _theme(host: Host, words: Words) -> None:
    host.theme = words[0]


async def _macro(host: Host, words: Words) -> None:
    from agentdesk.tui.desk.actions.macros import run

    lists = {"macro": _macros(host.need_bench().session)}
    await run(host, typed.macro_named(words[0], lists) or words[0])


async def _merge_customer(host: Host, words: Words) -> None:
    from agentdesk.tui.desk.actions.identity import merge_with

    await merge_with(host, words[0])


# ---- what is about the case


def _assign(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.taking import Assign

    return Assign(**about, to=words[0], reason=" ".join(words[1:]))


def _note(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.notes import Note

    return Note(**about, body=words[0])


def _priority(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.classing import Prioritise

    return Prioritise(**about, priority=int(words[0]), reason=" ".join(words[1:]))


def _promise(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.promising import Promise

    at = _date(host, words[0])
    if at is None:
        return _NO_DATE.format(words[0][:20])
    return Promise(**about, due_at=at, text=words[1])


def _resolve(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.resolving import Resolve

    return Resolve(**about, disposition=words[0], summary=words[1])


def _snooze(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.waiting import Snooze

    at = _date(host, words[0])
    return _NO_DATE.format(words[0][:20]) if at is None else Snooze(**about, until=at)


def _tag(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.classing import Tag

    return Tag(**about, add=_split(words[0]))


def _untag(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.classing import Tag

    return Tag(**about, remove=_split(words[0]))


def _transfer(host: Host, about: Fields, words: Words) -> Command | str:
    from agentdesk.desk.escalating import Transfer

    return Transfer(**about, to_queue=words[0], reason="other", note=words[1])


def _date(host: Host, word: str) -> int | None:
    session = host.need_bench().session
    at = dates.typed(word, session.now, session.zone)
    return at if at is not None else dates.named(word, session.now, session.zone, 9)


def _split(words: str) -> Words:
    return tuple(word for word in words.replace(",", " ").split() if word)


async def _search(host: Host, words: Words) -> None:
    from agentdesk.tui.desk.actions.searching import open_search

    await open_search(host, words[0])


_DESK: dict[str, Callable[[Host, Words], Awaitable[None]]] = {
    "open": _open,
    "state": _state,
    "theme": _theme,
    "search": _search,
    "macro": _macro,
    "merge-customer": _merge_customer,
}
_CASE: dict[str, Callable[[Host, Fields, Words], Command | str]] = {
    "assign": _assign,
    "note": _note,
    "priority": _priority,
    "promise": _promise,
    "resolve": _resolve,
    "snooze": _snooze,
    "tag": _tag,
    "transfer": _transfer,
    "untag": _untag,
}


ACTIONS: dict[str, Action] = {"type": _type}
