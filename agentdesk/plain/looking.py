"""Verbs that only look: lists, cases, customers, history, due times, held mail."""

from contextlib import suppress

from agentdesk.data.errors import Refused, StoreError
from agentdesk.domain.explain import explain
from agentdesk.domain.views import CaseView, CustomerView, QueueRow
from agentdesk.plain import words
from agentdesk.plain.sheet import Unclear
from agentdesk.plain.table import Table
from agentdesk.seat.session import PAGE, Opened, Session
from agentdesk.seat.views import views_of

AT_ONCE = 20
"""Lines of a list told at once; ``list more`` tells the next."""
NEWEST = 3
"""Messages that ``show`` tells; ``show all`` tells every one."""
WAITING = "Waiting, in the order of taking"
LISTS = ("mine", "waiting", "for me", "snoozed", "late", "held", "more")


def list_cases(table: Table, what: str) -> None:
    """Tell a list, its lines numbered from 1."""
    if not what:
        _numbers(table)
        rows = _mine(table)
        _tell_rows(table, rows or _waiting(table), "Yours" if rows else WAITING)
        return
    name = _list_named(table, what.lower())
    if name == "held":
        held(table, "")
    elif name == "more":
        _tell_rows(table, table.more, "More", from_=len(table.listed))
    elif name == "mine":
        _tell_rows(table, _mine(table), "Yours")
    elif name == "waiting":
        _tell_rows(table, _waiting(table), WAITING)
    else:
        _tell_rows(table, _view(table, name), f"{name[0].upper()}{name[1:]}")


def lists_of(session: Session) -> tuple[str, ...]:
    """Return the names of every list: the desk's own, then saved views."""
    views = [view.name for view in views_of(session).values() if not view.whole]
    return tuple(dict.fromkeys((*LISTS, *views)))


def _list_named(table: Table, what: str) -> str:
    """Return the list that a name, or the beginning of only one, means."""
    names = {name.lower(): name for name in lists_of(table.session)}
    found = [what] if what in names else [name for name in names if name.startswith(what)]
    # The desk's own lists are typed all day: a saved view must not make them longer.
    own = [name for name in found if name in LISTS]
    found = own if len(own) == 1 else found
    if len(found) != 1:
        said = ", ".join(names.values())
        raise Unclear(f"There is no list “{what[:20]}”. There are {said}.")
    return names[found[0]]


def _numbers(table: Table) -> None:
    session = table.session
    table.voice.say(words.counts_line(table.wait(session.counts()), session.setup.name))


def _mine(table: Table) -> tuple[QueueRow, ...]:
    return table.wait(table.session.mine())


def _waiting(table: Table) -> tuple[QueueRow, ...]:
    table.wait(table.session.renew_lanes())
    return table.wait(table.session.page()).rows


def _view(table: Table, name: str) -> tuple[QueueRow, ...]:
    """Return the cases of a saved view."""
    session = table.session
    table.wait(session.renew_lanes())
    view = next(view for view in views_of(session).values() if view.name == name)
    if view.search:
        raise Unclear(f"{name} is a search: say search {view.search}")
    return table.wait(session.filtered(view.wanted(session))).rows


def _tell_rows(table: Table, rows: tuple[QueueRow, ...], title: str, from_: int = 0) -> None:
    look, now, later = table.look, rows[:AT_ONCE], rows[AT_ONCE:]
    ids = tuple(row.case_id for row in now)
    table.listed = (*table.listed[:from_], *ids) if from_ else ids
    table.more = later
    if not now:
        table.voice.say(_nothing(title))
        return
    first = f"the first {PAGE}" if len(rows) == PAGE and title == WAITING else ""
    table.voice.say(f"{title}: {first or words.counted(len(rows), 'case')}.")
    for number, row in enumerate(now, start=from_ + 1):
        table.voice.say(f"{number}. {words.row_line(row, look)}")
    if later:
        table.voice.say(f"{len(later)} more: list more.")


def _nothing(title: str) -> str:
    if title == "Yours":
        return "You have no case. Next takes one."
    return "There is no more." if title == "More" else f"{title.partition(',')[0]}: no case."


def show(table: Table, what: str) -> None:
    """Tell a case: its head, a hand-over that counts, the newest messages first."""
    everything = what.split()[-1:] == ["all"]
    rest = " ".join(what.split()[:-1]) if everything else what
    opened = table.of(rest)
    if not rest:
        opened = table.open(opened.case.row.id)
    tell_case(table, opened, everything=everything)


def tell_case(table: Table, opened: Opened, *, everything: bool = False) -> None:
    """Tell the open case; all of it oldest first, else the newest messages first."""
    voice, look, view = table.voice, table.look, opened.case
    for line in words.case_head(view, table.doing(), look):
        voice.say(line)
    if opened.customer is not None:
        name = opened.customer.customer.preferred_name or opened.customer.customer.name
        past = len(opened.customer.history) - 1
        earlier = f", {words.counted(past, 'other case')}" if past > 0 else ", first contact"
        voice.say(f"Customer: {name}{earlier}.")
    if view.handover is not None:
        for line in words.handover(view, view.handover, look):
            voice.say(line)
    _tell_messages(table, view, everything)
    _tell_drafts(table, view)


def _tell_messages(table: Table, view: CaseView, everything: bool) -> None:
    voice, look, items = table.voice, table.look, view.items
    numbered = list(enumerate(items, start=1))
    if view.handover is not None:
        numbered = [(n, i) for n, i in numbered if i.message.id != view.handover.id]
    told = numbered if everything else numbered[::-1][:NEWEST]
    left_out: list[str] = []
    for number, item in told:
        message = words.message(item, number, len(items), look)
        voice.say(message.heading)
        for line in message.lines:
            voice.say(line, "  ")
        for part in message.parts:
            voice.say(f"Attached: {part}.")
        if message.left_out:
            voice.say(f"{words.counted(len(message.left_out), 'quoted line')}: say quoted.")
            left_out += [f"Quoted in message {number}:", *message.left_out]
    table.left_out = tuple(left_out)
    earlier = len(numbered) - len(told)
    if earlier:
        voice.say(f"{words.counted(earlier, 'earlier message')}: say show all.")


def _tell_drafts(table: Table, view: CaseView) -> None:
    with suppress(StoreError):
        drafts = table.wait(table.session.store.live.drafts(table.session.me.id))
        for draft in drafts:
            if draft.case_id == view.row.id:
                table.voice.say(
                    f"There is a draft of a {draft.kind}: {draft.kind} goes on with it."
                )


def quoted(table: Table, what: str) -> None:
    """Tell the quoted lines and signatures that the last show left out."""
    table.case()
    if not table.left_out:
        table.voice.say("No quoted lines were left out.")
    for line in table.left_out:
        table.voice.say(line, "" if line.startswith("Quoted in message ") else "  ")


def customer(table: Table, what: str) -> None:
    """Tell who the customer is, and what is promised and covered."""
    opened = table.of(what)
    for line in words.customer(_customer(opened), opened.case.row, table.look):
        table.voice.say(line)


def _customer(opened: Opened) -> CustomerView:
    if opened.customer is None:
        raise Refused(f"Case {opened.case.row.id} has no customer yet.", "nothing")
    return opened.customer


def history(table: Table, what: str) -> None:
    """Tell the customer's other cases, numbered; show and a number opens one."""
    opened = table.of(what)
    view, row, look = _customer(opened), opened.case.row, table.look
    past = [h for h in view.history if h.case_id != row.id]
    if not past:
        table.voice.say("This is the first contact.")
        return
    table.listed, table.more = tuple(h.case_id for h in past), ()
    for number, line in enumerate(past, start=1):
        said = words.past_line(line, look, row.verified == "none")
        table.voice.say(f"{number}. {said}.")


def why(table: Table, what: str) -> None:
    """Tell line by line why the case is due when it is."""
    session, opened = table.session, table.of(what)
    reading = session.store.reads.entries(case_id=opened.case.row.id, limit=10_000)
    lines = explain(session.setup, table.wait(reading), session.now, session.me.zone)
    for line in [line.text for line in lines] or ["No clock runs on this case."]:
        table.voice.say(line)


def held(table: Table, what: str) -> None:
    """Tell the mails that wait for a person, numbered; ``held 1`` tells one whole."""
    if what:
        _tell_held(table, what)
        return
    table.held = table.wait(table.session.store.reads.held_mail())
    if not table.held:
        table.voice.say("No mail is held.")
    for number, mail in enumerate(table.held, start=1):
        table.voice.say(f"{number}. {words.held_line(mail, table.look)}.")
    if table.held:
        table.voice.say("Held and a number reads one, place and a number puts it somewhere.")


def _tell_held(table: Table, what: str) -> None:
    if not what.isdecimal() or not 1 <= int(what) <= len(table.held):
        raise Unclear("Say held first, then held and a number of that list.")
    mail = table.held[int(what) - 1]
    table.voice.say(f"Held: {words.held_line(mail, table.look)}.")
    for line in mail.message.body.strip("\n").split("\n"):
        table.voice.say(line, "  ")


def drafts(table: Table, what: str) -> None:
    """Tell what is written and not sent, in every case."""
    found = table.wait(table.session.store.live.drafts(table.session.me.id))
    if not found:
        table.voice.say("There is no draft.")
        return
    table.listed, table.more = tuple(draft.case_id for draft in found), ()
    for number, draft in enumerate(found, start=1):
        begin = words.cut(" ".join(draft.body.split()))
        table.voice.say(f"{number}. {draft.kind.capitalize()} in case {draft.case_id}: {begin}")
