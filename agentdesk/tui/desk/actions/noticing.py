"""What automatic rules tell a person: the list, and going where a rule calls one to."""

from collections.abc import Sequence

from agentdesk.domain.rows import NoticeRow
from agentdesk.seat.when import when
from agentdesk.text import fit
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.stops import Row


async def _open(host: Host) -> None:
    """Go to the case of the only notice; of several, the one that is chosen."""
    from agentdesk.tui.kit.chooser import Chooser, Chosen

    bench = host.need_bench()
    notices = await bench.session.store.reads.notices(bench.session.me.id)
    if not notices:
        host.say("No rule has told you anything that you have not seen.")
        return
    notice = notices[0]
    if len(notices) > 1:
        screen = Chooser(
            "Rules call you to", lambda cells: _rows(host, notices, cells),
            enter="opens it", letters={"x": "drops it"}, glyphs=host.desk.glyphs,
        )  # fmt: skip
        chosen = await host.beside(screen)
        if not isinstance(chosen, Chosen):
            return
        notice = next(n for n in notices if (n.case_id, n.rule) == chosen.target)
        if chosen.key == "x":
            await _seen(host, notice)
            return
    await _seen(host, notice)
    host.desk.queue.select(notice.case_id)
    if await bench.open(notice.case_id):
        host.desk.go("case")
        host.show_hints()
        await host.seen(notice.case_id)


async def _seen(host: Host, notice: NoticeRow) -> None:
    from agentdesk.desk.notices import SeeNotice

    await host.do(SeeNotice(**host.ids(), case_id=notice.case_id, rule=notice.rule))


def _rows(host: Host, notices: Sequence[NoticeRow], cells: int) -> list[Row]:
    session = host.need_bench().session
    found: list[Row] = []
    for notice in notices:
        target = (notice.case_id, notice.rule)
        at = when(notice.at, session.now, session.zone)
        found.append(Row([(fit(f"{notice.case_id}  {notice.rule}", cells), "text")], target))
        found.append(Row([(f"  {at}", "muted")], target))
    return found


ACTIONS: dict[str, Action] = {"notice.open": _open}
