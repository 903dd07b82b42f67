"""A new case, or a call or visit logged: whose it is, then what it was."""

from agentdesk.data.unit import Outcome
from agentdesk.domain.views import CustomerView
from agentdesk.plain.asking import sure
from agentdesk.plain.looking import tell_case
from agentdesk.plain.sheet import Unclear, ask_sheet
from agentdesk.plain.table import Table
from agentdesk.seat.new_cases import Caller, alike, contact_command, contact_sheet, same_name
from agentdesk.sheetplan import Choice, Option, SheetPlan, refilled

_FOUND = 8
_NEW = "new"


def new(table: Table, what: str) -> None:
    """Log a call, a visit or another contact, in an open case or in a new one."""
    typed = what or table.voice.line("Who (number, mail or name of the customer): ").strip()
    if not typed:
        raise Unclear("Name the customer: a number, a mail address or a name.")
    outcome = _log(table, _whose(table, typed))
    tell_case(table, table.open(int(outcome.result["case_id"])))


def _whose(table: Table, typed: str) -> Caller:
    """Let a customer be chosen among those who fit, or take what was typed as a new one."""
    reads = table.session.store.reads
    found = table.wait(reads.find_customers(typed, _FOUND))
    seen = table.opened.case.row.id if table.opened is not None else None
    if not found:
        table.voice.say(f"Nobody is known as “{typed[:40]}”: a new customer.")
        return Caller(None, typed)
    options = tuple(
        Option(view.facts.id, view.customer.name, "", _known_by(view)) for view in found
    )
    plan = SheetPlan(
        title=f"Customers who fit “{typed[:40]}”",
        fields=(Choice("who", "Who", (*options, Option(_NEW, "a new customer", "0"))),),
    )
    who = ask_sheet(table.voice, plan, {})["who"]
    if who == _NEW:
        return Caller(None, typed)
    return Caller(table.wait(reads.customer(who, table.session.now)), typed, seen)


def _known_by(view: CustomerView) -> str:
    """Tell customers of one name apart: by an address or number, and whom they are with."""
    words = [view.contacts[0].value if view.contacts else "", view.customer.organisation]
    return ", ".join(word for word in words if word)


def _log(table: Table, caller: Caller) -> Outcome:
    """Ask what it was; warn of what may be there already."""
    session, key = table.session, ("new", 0)
    plan = refilled(contact_sheet(session, caller), table.kept.get(key, {}), "")
    answers = table.kept[key] = ask_sheet(table.voice, plan, {})
    warning = alike(caller, answers)
    if warning is None and caller.known is None:
        known = table.wait(session.store.reads.find_customers(answers["name"], _FOUND))
        warning = same_name(known, answers)
    made = contact_command(session, caller, answers)
    if isinstance(made, str):
        raise Unclear(made)
    if warning is not None:
        sure(table, warning.sentence)
    outcome = table.do(made)
    table.kept.pop(key, None)
    return outcome
