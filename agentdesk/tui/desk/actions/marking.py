"""Marking cases, to act on several at once."""

from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.queue_model import CAP


async def _toggle(host: Host) -> None:
    host.desk.queue.toggle_mark()
    host.say("")
    host.show_hints()


async def _all(host: Host) -> None:
    listing = host.need_bench().listing
    rows = await listing.everything()
    marked = host.desk.queue.mark_all(rows, (listing.view.name, listing.text))
    many = marked and len(rows) >= CAP
    host.say("These are the first thousand; the list holds more." if many else "")
    host.show_hints()


async def _drop(host: Host) -> None:
    many = len(host.desk.queue.model.marks)
    host.desk.queue.drop_marks()
    host.say(f"{many} marks are dropped." if many else "Nothing is marked.")
    host.show_hints()


ACTIONS: dict[str, Action] = {
    "mark.toggle": _toggle,
    "mark.all": _all,
    "mark.drop": _drop,
}
