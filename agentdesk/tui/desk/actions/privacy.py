"""Personal data on the desk: taking words or a file out of a message, erasing a customer."""

from collections.abc import Awaitable

from agentdesk.data.errors import Refused, StoreError
from agentdesk.desk.erasing import EraseCustomer
from agentdesk.desk.redacting import Redact
from agentdesk.seat import erasing, privacy_sheets, redacting
from agentdesk.seat.redacting import Prepared
from agentdesk.sheetplan import refilled
from agentdesk.tui.desk.actions.asking import about, case_of
from agentdesk.tui.desk.actions.customers import known
from agentdesk.tui.desk.host import Action, Host


async def _redact(host: Host) -> None:
    """Ask for message and words, show what goes, ask once more, do it."""
    opened = await case_of(host)
    if opened is None:
        return
    if not opened.case.items:
        host.say("Nothing is written in this case.")
        return
    plan = privacy_sheets.which_sheet(opened.case)
    while True:
        answers = await host.sheet(plan)
        if answers is None:
            return
        try:
            prepared = await _prepared(host, opened.case.row.id, answers)
            break
        except Refused as refused:
            plan = refilled(plan, answers, refused.sentence)
    sure = await host.sheet(privacy_sheets.sure_sheet(prepared))
    if sure is None or sure["sure"] != "yes":
        host.say("Nothing was taken out.")
        return
    done = await host.do(Redact(**{**about(host, opened), **prepared.fields}))
    if done is not None:
        store = host.need_bench().session.store
        await _finished(host, redacting.finish(store, prepared.case_id, prepared.text))


async def _prepared(host: Host, case_id: int, answers: dict[str, str]) -> Prepared:
    message, text, part = privacy_sheets.chosen(answers)
    store = host.need_bench().session.store
    return await redacting.prepare(store, case_id, message, text=text, part=part)


async def _erase(host: Host) -> None:
    """Show what goes with a customer, ask once more, do it."""
    opened = await known(host)
    if opened is None or opened.customer is None:
        return
    store = host.need_bench().session.store
    preview = await erasing.preview(store, opened.customer.facts.id)
    sure = await host.sheet(privacy_sheets.erase_sheet(preview))
    if sure is None or sure["sure"] != "yes":
        host.say("Nobody was erased.")
        return
    done = await host.do(EraseCustomer(**host.ids(), identities=preview.identities))
    if done is not None:
        await _finished(host, redacting.scrubbed(store))


async def _finished(host: Host, work: Awaitable[str | None]) -> None:
    """Leave nothing in the files; say so only where something is in the way."""
    try:
        sentence = await work
    except StoreError as error:
        sentence = str(error)
    if sentence is not None:
        host.say(sentence)


ACTIONS: dict[str, Action] = {
    "case.redact": _redact,
    "customer.erase": _erase,
}
