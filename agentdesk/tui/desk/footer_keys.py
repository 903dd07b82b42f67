"""What the footer lists: the keys that make sense now, and what may follow the first of two."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from agentdesk.tui.kit.commands import CASE, CHAT, COMPOSER, QUEUE, Command
from agentdesk.tui.kit.keynames import tokens_of
from agentdesk.tui.kit.lines import Hint, hints_of
from agentdesk.tui.kit.queue_view import capped

if TYPE_CHECKING:
    from agentdesk.seat.session import Session
    from agentdesk.tui.desk.app import DeskApp
    from agentdesk.tui.desk.listing import Listing

MARKED = {
    "case.escalate": 100, "case.resolve": 95, "macro.list": 90, "incident.link": 85,
    "case.wait": 60, "case.assign": 55, "mark.toggle": 50, "mark.all": 45, "help": 40,
}  # fmt: skip
"""What is offered while cases are marked, and how much the footer wants it."""


CUSTOMER = {
    "case.open": 100, "customer.unfold": 95, "case.verify": 90, "case.promise": 60,
    "case.back": 55, "help": 40, "write.reply": 30, "case.resolve": 25,
}  # fmt: skip
"""What is offered in the customer pane."""
_THERE = {
    "case.open": "open beside", "case.verify": "verify", "case.promise": "promise",
    "case.back": "back",
}  # fmt: skip

_NOTE = {"send": "keep note", "+wait": "", "+resolve": "", "note or reply": "make it a reply"}
"""What the keys of the text box do to a note; those that send do no more to it."""


def hints(app: "DeskApp") -> list[Hint]:
    """Return the keys that make sense where the keyboard is."""
    keymap, context = app.router.keymap, app.key_context()
    if context == CASE and app.desk.pane == "customer":
        found = [
            (keymap.label(c.id), _THERE.get(c.id, c.footer), CUSTOMER[c.id])
            for c in keymap.registry.applying(context)
            if c.id in CUSTOMER and keymap.label(c.id)
        ]
        return sorted(found, key=lambda hint: -hint[2])
    if context in (COMPOSER, CHAT):
        return _in_text_box(app, hints_of(keymap, context))
    if context != QUEUE or not app.desk.queue.model.marks:
        return hints_of(keymap, context)
    found = [
        (keymap.label(command.id), command.footer, MARKED[command.id])
        for command in keymap.registry.applying(context)
        if command.id in MARKED and command.footer and keymap.label(command.id)
    ]
    return sorted(found, key=lambda hint: -hint[2])


def _in_text_box(app: "DeskApp", found: list[Hint]) -> list[Hint]:
    """Say of a note's keys what they do to a note: nothing of it is sent."""
    box = app.desk.composer
    kind = "" if box is None or box.writing is None else box.writing.kind
    if kind == "note":
        found = [(key, _NOTE.get(word, word), weight) for key, word, weight in found]
    words = {"note or reply": "make it a note" if kind == "reply" else ""}
    renamed = [(key, words.get(word, word), weight) for key, word, weight in found]
    return [hint for hint in renamed if hint[1]]


def show_prefix(app: "DeskApp", prefix: str) -> None:
    """List what may follow a prefix; of views, with how many cases each holds."""
    keymap = app.router.keymap
    followers = keymap.followers(app.key_context(), tokens_of(prefix))
    bench = app.bench
    if bench is not None and {command.id for _, command in followers} == {
        "macro.run",
        "macro.list",
    }:
        app.desk.footer.show_followers(prefix, _macros(bench.session))
        return
    if bench is None or not all(command.id.startswith("view.") for _, command in followers):
        app.desk.footer.show_followers(prefix, _plain(followers))
        return
    listing = bench.listing
    app.desk.footer.show_followers(prefix, _views(listing, followers))

    async def count() -> None:
        await listing.count(bench.counts)
        if app.router.prefix == prefix:
            app.desk.footer.show_followers(prefix, _views(listing, followers))

    app.read(count, "counting", exclusive=True)


def _plain(followers: Iterable[tuple[str, Command]]) -> list[Hint]:
    return [(key, command.footer or command.title.lower(), 1) for key, command in followers]


def _macros(session: "Session") -> list[Hint]:
    from agentdesk.seat.macros import pinned

    found = [(key, macro.name, 1) for key, macro in sorted(pinned(session).items())]
    return [("m", "all macros", 2), *found]


def _views(listing: "Listing", followers: Iterable[tuple[str, Command]]) -> list[Hint]:
    words = listing.words()
    found = [
        (label, label if command.id == "view.saved" else command.id.removeprefix("view."))
        for label, command in followers
    ]
    return [(label, *_named(*words[key])) for label, key in found if key in words]


def _named(name: str, number: int) -> tuple[str, int]:
    """Return a view's words and their weight: where room is short, empty views give way."""
    return (f"{name} {capped(number)}" if number >= 0 else name), int(number != 0)
