"""Incidents, complaints and goodwill; two cases that are one, and one that is two."""

from agentdesk.channels.incidents import answer_incident
from agentdesk.data.errors import Refused
from agentdesk.data.unit import Command
from agentdesk.desk.groups import Many
from agentdesk.desk.incidents import EndIncident
from agentdesk.domain.customer_views import IncidentLine, IncidentView
from agentdesk.plain.asking import ask_and_do, option_named
from agentdesk.plain.composing import begun, compose, insert
from agentdesk.plain.looking import tell_case
from agentdesk.plain.sending import picked
from agentdesk.plain.sheet import Answers, Unclear, ask_sheet
from agentdesk.plain.table import Table
from agentdesk.plain.words import counted, cut
from agentdesk.seat import care, joining
from agentdesk.seat.first_answers import incident_answer
from agentdesk.seat.session import Opened
from agentdesk.seat.writing import TO_ALL
from agentdesk.sheetplan import Choice, Option, SheetPlan

_STEPS = ("acknowledge", "investigate", "decide", "close")


# ---- incidents


def incident(table: Table, what: str) -> None:
    """Link the case to an incident or declare it one; answer an incident's cases, or end it."""
    opened = table.case()
    own = _own(opened)
    do = option_named(("answer", "end", "insert"), what, "Incident")
    if not do and own is not None:
        do = ask_sheet(table.voice, care.incident_sheet(own), {})["do"]
    if do == "answer":
        _answer(table)
    elif do == "end":
        table.do(EndIncident(**table.about(opened)))
    elif do == "insert":
        _insert(table)
    else:
        _link(table, opened)


def _own(opened: Opened) -> IncidentLine | None:
    """Return the incident that a case is, while the event is not over."""
    line = opened.case.incident
    own = line is not None and line.case_id == opened.case.row.id and line.running
    return line if own else None


def _link(table: Table, opened: Opened) -> None:
    row, subject = opened.case.row, opened.case.subject
    open_ones = table.wait(table.session.store.reads.open_incidents())
    plan = care.link_sheet(row, open_ones, subject or f"case {row.id}")
    assert plan is not None  # a case can always be declared one
    ask_and_do(table, "incident", plan, care.link_command)


def _insert(table: Table) -> None:
    """Put what the incident's customers were told into a reply to this one."""
    opened = table.case()
    told = incident_answer(opened)
    if told is None:
        raise Refused(f"No answer of an incident is there for case {opened.case.row.id}.")
    insert(table, begun(table, "reply"), told)
    table.voice.say("Reply goes on with the text; send, send wait or send resolve.")


def _answer(table: Table) -> None:
    """Write one answer, ask what becomes of the cases, and answer each of them."""
    opened = table.case()
    number = opened.case.row.incident
    if _own(opened) is None and number is not None:
        # What is written for all of them is written in the incident.
        opened = table.open(number)
    if _own(opened) is None:
        raise Refused(f"Case {opened.case.row.id} is no open incident: incident links it to one.")
    many = _open_cases(_incident(table, opened))
    if not many:
        raise Refused("No open case is linked to it: there is nobody to answer.", "nothing")
    table.voice.say("{name} and {case} are filled in for each case; a line [de] begins the German.")
    to = f"to {counted(many, 'linked case')}"
    text = compose(table, TO_ALL, lambda word: picked(table, word), to)
    if text is None or not text.body.strip():
        return
    session, found = table.session, _incident(table, opened)
    answers = _asked(table, opened, found, text.whole)
    then = answers.pop("then")
    more = {name: said for name, said in answers.items() if said}
    seen = {case.case_id: case.version for case in found.linked}
    id = found.line.case_id
    work = answer_incident(session.desk, id, text.whole, then=then, seen=seen, **more)  # type: ignore[arg-type]  # one of the three offered
    _tell(table, table.wait(work), found.line.case_id)
    table.wait(session.store.live.drop_draft(session.me.id, found.line.case_id, TO_ALL))


def _incident(table: Table, opened: Opened) -> IncidentView:
    found = table.wait(table.session.store.reads.incident(opened.case.row.id))
    if found is None:
        raise Refused(f"Case {opened.case.row.id} is no incident.", "not_found")
    return found


def _open_cases(found: IncidentView) -> int:
    return sum(case.open for case in found.linked)


def _asked(table: Table, opened: Opened, found: IncidentView, text: str) -> Answers:
    """Return what becomes of the cases, once the number written is right."""
    many = _open_cases(found)
    if not many:
        raise Refused("No open case is linked to it any more. The text is kept.", "nothing")
    plan = care.answer_sheet(table.session.setup, opened.case.row, found, text)
    answers = ask_sheet(table.voice, plan, {})
    written = answers.pop("how_many", str(many)).strip()
    if written != str(many):
        raise Unclear(f"Nothing was sent: {many} cases are meant, and you wrote {written[:12]}.")
    return answers


def _tell(table: Table, many: Many, incident_id: int) -> None:
    done = [result for result in many.done if result.case_id != incident_id]
    table.voice.say(f"{counted(len(done), 'case')} answered. Undo takes all back.")
    for result in many.left_out:
        table.voice.say(f"Left out: {result.sentence}")
    table.read_again()


# ---- complaints and goodwill


def complaint(table: Table, what: str) -> None:
    """Open a complaint, or do its next step."""
    opened, setup = table.case(), table.session.setup
    found, do = opened.case.complaint, option_named(_STEPS, what, "Complaint")
    number = opened.case.row.id
    if found is None and do:
        raise Refused(f"Case {number} has no complaint: complaint alone opens one.")
    if found is None:
        plan = care.complaint_sheet(setup, opened.case.row)
        ask_and_do(table, "complaint", plan, care.complaint_command)
        return
    steps = care.step_sheet(setup, found.row, do)
    if steps is None:
        raise Refused(f"The complaint of case {number} is closed.", "nothing")
    offered = [option.value for option in care.steps_of(found.row)]
    if do and do not in offered:
        raise Refused(f"The complaint is {found.row.state}: next is {' or '.join(offered)}.")
    ask_and_do(table, f"complaint {do}", steps, care.step_command, {"do": do} if do else {})


def goodwill(table: Table, what: str) -> None:
    """Grant a refund, a credit or a replacement."""
    plan = care.goodwill_sheet(table.session, table.case().case)
    ask_and_do(table, "goodwill", plan, care.goodwill_command)


# ---- one of two, two of one


def merge(table: Table, what: str) -> None:
    """Fold the open case and another one into one."""
    opened, session = table.case(), table.session
    number = table.number(what or table.voice.line("With which case: ").strip())
    other = table.wait(session.store.reads.case(number))
    if other is None:
        raise Refused(f"There is no case {number}.", "not_found")
    if other.row.id == opened.case.row.id:
        raise Refused("A case cannot be folded into itself.")
    case = opened.case

    def make(about: dict[str, object], answers: Answers) -> Command:
        return joining.merge_command(session, case, other, answers)

    done = ask_and_do(table, "merge", joining.merge_sheet(session, case, other), make)
    tell_case(table, table.open(int(done.result["case_id"])))


def split(table: Table, what: str) -> None:
    """Make a case of its own of a message of the customer."""
    opened, session = table.case(), table.session
    case, words = opened.case, joining.own_words(opened.case)
    if not words:
        raise Refused("The customer has written nothing here that could begin a case.")
    numbers = {item.message.id: n for n, item in enumerate(case.items, start=1)}
    options = tuple(
        Option(str(m.id), f"message {numbers[m.id]}: {cut(m.body.strip())}") for m in words
    )
    which = Choice("message", "Which begins the new case", options, options[-1].value)
    plan = SheetPlan(title=f"Split {case.row.id}", fields=(which,))
    given: Answers = {}
    if what:
        ids = {str(n): str(id) for id, n in numbers.items()}
        given = {"message": ids.get(what, "")}
        if given["message"] not in {option.value for option in options}:
            raise Unclear(f"Message {what[:9]} is not one that the customer wrote here.")
    chosen = int(ask_sheet(table.voice, plan, given)["message"])
    message = next(m for m in words if m.id == chosen)

    def make(about: dict[str, object], answers: Answers) -> Command:
        return joining.split_command(about, message, answers)

    ask_and_do(table, "split", joining.split_sheet(session, case, message), make)
