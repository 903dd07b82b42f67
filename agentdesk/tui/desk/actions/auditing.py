"""The record of who did what: opening it, reading on, going to a case it names."""

from agentdesk.seat.auditing import SEES_ALL, AuditLine, Wanted, audit_page, narrowed
from agentdesk.seat.session import Session
from agentdesk.tui.desk.host import Action, Host


async def _open(host: Host) -> None:
    """Show pages until somebody leaves, or goes to a case."""
    from agentdesk.tui.desk.audit import AuditScreen

    session = host.need_bench().session
    own = session.me.role not in SEES_ALL
    wanted, at = Wanted(), None
    lines, before = await _page(session, wanted, None)
    while True:
        # The keys of the desk itself mean nothing here.
        host.desk.footer.show_hints([("Esc", "back to the desk", 1)])
        asked = await host.ask(
            AuditScreen(
                lines,
                wanted,
                session.zone,
                more=before is not None,
                own=own,
                at=at,
                glyphs=host.desk.glyphs,
            )
        )
        if asked is None or (asked.verb == "open" and await _go(host, asked.line)):
            host.show_hints()
            return
        at = asked.line
        if asked.verb == "older":
            older, before = await _page(session, wanted, before)
            lines = (*lines, *older)
        elif asked.verb == "other":
            wanted = asked.wanted
            lines, before = await _page(session, wanted, None)


async def _page(
    session: Session, wanted: Wanted, before: int | None
) -> tuple[tuple[AuditLine, ...], int | None]:
    page = await audit_page(
        session.store.reads,
        session.setup,
        str(session.zone),
        narrowed(wanted, session.me),
        before=before,
    )
    return page.lines, page.before


async def _go(host: Host, line: AuditLine | None) -> bool:
    """Open the case of a line; ``False`` if it has none."""
    if line is None or line.case_id is None:
        return False
    bench = host.need_bench()
    if not await bench.open(line.case_id):
        host.say(f"Case {line.case_id} is not there any more.")
        return True
    host.desk.queue.select(line.case_id)
    host.desk.go("case")
    await host.seen(line.case_id)
    return True


ACTIONS: dict[str, Action] = {"audit.open": _open}
