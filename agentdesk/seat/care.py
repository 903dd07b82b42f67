"""What is asked about incidents, complaints and goodwill, and the commands the answers make.

The sheets know the set-up and the case as it is shown; no screen in it. Amounts are in cents.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from agentdesk.channels.incidents import ANY, fill, texts_of
from agentdesk.data.unit import Command
from agentdesk.desk.complaints import (
    AcknowledgeComplaint,
    CloseComplaint,
    DecideComplaint,
    InvestigateComplaint,
    OpenComplaint,
)
from agentdesk.desk.goodwill import FORMS, GrantGoodwill, cents_of, limit_of, money
from agentdesk.desk.incidents import DeclareIncident, LinkIncident
from agentdesk.desk.taking import TAKE_CASES
from agentdesk.domain.care_rows import ComplaintRow
from agentdesk.domain.customer_views import IncidentLine, IncidentView, LinkedCase
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import Setup
from agentdesk.domain.views import CaseView
from agentdesk.seat.asks import Answers, Fields
from agentdesk.seat.session import Session
from agentdesk.seat.sheets import resolve_sheet
from agentdesk.seat.words import SEVERITY_WORDS
from agentdesk.sheetplan import Choice, If, Option, SheetPlan, Text

_NAMED = 8
"""So many incidents are offered to link to: each has a digit."""
GUARD_FROM = 10
"""From so many cases on the number must be written before they are answered."""


# ---- incidents


def link_sheet(
    row: CaseRow, incidents: Sequence[IncidentLine], subject: str = ""
) -> SheetPlan | None:
    """To which incident; with a subject also: this case is one. ``None`` without any choice."""
    others = [line for line in incidents if line.case_id != row.id][:_NAMED]
    options = [
        Option(str(i.case_id), f"{i.case_id}: {i.title}", "", linked_words(i)) for i in others
    ]
    if row.incident is not None:
        options.append(Option("none", f"unlink it from {row.incident}", "0"))
    fields: list[Choice | Text] = []
    if subject:
        options.append(
            Option("declare", "this case is an incident", "9", "others are linked to it")
        )
        fields = [Text("title", "Called", value=subject, only_if=If("incident", ("declare",)))]
    if not options:
        return None
    first = options[0].value
    return SheetPlan(
        title=f"Link {row.id} to an incident",
        intro="" if others else "No incident is open.",
        fields=(Choice("incident", "Incident", tuple(options), default=first), *fields),
        apply="links",
    )


def link_command(about: Fields, answers: Answers) -> Command:
    """Return what links the case, takes it off its incident, or declares it one."""
    chosen = answers["incident"]
    if chosen == "declare":
        return DeclareIncident(**about, title=answers.get("title", ""))
    return LinkIncident(**about, incident_id=None if chosen == "none" else int(chosen))


def linked_words(line: IncidentLine) -> str:
    """Return ``14 cases linked``."""
    return "1 case linked" if line.cases == 1 else f"{line.cases} cases linked"


def incident_sheet(line: IncidentLine) -> SheetPlan:
    """What to do with a case that is an incident."""
    options = (
        Option("answer", "answer all linked cases", "1", linked_words(line)),
        Option("end", "the event is over", "0", "no more cases are linked to it"),
    )
    return SheetPlan(
        title=f"Incident {line.case_id}: {line.title}",
        fields=(Choice("do", "Do", options, default="answer"),),
        apply="does it",
    )


def answer_sheet(setup: Setup, row: CaseRow, incident: IncidentView, text: str) -> SheetPlan:
    """How many cases are answered, one of them as it would go, and what becomes of them."""
    cases = [case for case in incident.linked if case.open]
    many, first = len(cases), cases[0]
    words = next((line for line in fill(text, first).splitlines() if line.strip()), "")
    resolving = If("then", ("resolve",))
    fields: list[Choice | Text] = [
        Choice(
            "then", "Then they",
            (
                Option("stay", "stay as they are", "1"),
                Option("wait", "wait for the customers", "2"),
                Option("resolve", "are resolved", "3"),
            ),
            default="stay",
        ),
        *(replace(field, only_if=resolving) for field in resolve_sheet(setup, row).fields),
    ]  # fmt: skip
    if many >= GUARD_FROM:
        fields.append(Text("how_many", "How many", f"write {many} to go on", required=True))
    who = "1 case" if many == 1 else f"{many} cases"
    return SheetPlan(
        title=f"Answer {who}, such as {first.case_id} {first.customer}",
        intro=f"{first.case_id} gets: {words.strip()[:120]}{_in_languages(text, cases)}",
        fields=tuple(fields),
        apply="sends all",
    )


def _in_languages(text: str, cases: Sequence[LinkedCase]) -> str:
    """Say how many cases get the text of which language, where there are several."""
    texts = texts_of(text)
    if len(texts) == 1:
        return ""
    counts = {
        name: sum(case.language == name for case in cases) for name in sorted(texts) if name != ANY
    }
    said = [f"{n} in {name}" for name, n in counts.items()]
    rest = len(cases) - sum(counts.values())
    return f"\n{', '.join(said)}, {rest} in the first text."


# ---- complaints


def complaint_sheet(setup: Setup, row: CaseRow) -> SheetPlan:
    """What the complaint is about, how grave it is, and what the customer asks for."""
    kinds = tuple(Option(c.id, c.name) for c in setup.complaints.categories)
    grave = tuple(Option(str(n), word, str(n)) for n, word in SEVERITY_WORDS.items())
    return SheetPlan(
        title=f"Complaint in {row.id}",
        intro="It has times of its own: to be acknowledged, and to be decided.",
        fields=(
            Choice("category", "About what", kinds),
            Choice("severity", "How grave", grave, default="3"),
            Choice("about", "About whom", _people(setup, "", "nobody of ours"), default=""),
            Text("remedy", "Asks for", "what the customer wants from us", required=True),
        ),
        apply="opens it",
    )


def complaint_command(about: Fields, answers: Answers) -> Command:
    """Return what opens a complaint."""
    return OpenComplaint(
        **about,
        category=answers["category"],
        severity=int(answers["severity"]),
        remedy=answers["remedy"],
        about=answers["about"] or None,
    )


def steps_of(row: ComplaintRow) -> tuple[Option, ...]:
    """Return what comes next for a complaint; nothing once it is closed."""
    acknowledge = Option("acknowledge", "the customer knows that it arrived", "1")
    on = (
        Option("investigate", "somebody looks into it", "2"),
        Option("decide", "decide it", "3", "and say what the customer was told"),
    )
    by_state: dict[str, tuple[Option, ...]] = {
        "received": (acknowledge, *on),
        "acknowledged": on,
        "decided": (Option("close", "close it", "4", "or say where else they can turn"),),
    }
    return by_state.get(row.state, ())


def step_sheet(setup: Setup, row: ComplaintRow, do: str = "") -> SheetPlan | None:
    """The next step of a complaint; ``do`` is offered first. ``None`` once it is closed."""
    steps = steps_of(row)
    if not steps:
        return None
    names = [step.value for step in steps]
    outcomes = tuple(Option(c.id, c.name) for c in setup.complaints.outcomes)
    redress = (Option("", "nothing", "0"), *(Option(form, form) for form in FORMS))
    deciding, goods = If("do", ("decide",)), If("redress", tuple(FORMS))
    return SheetPlan(
        title=f"Complaint in {row.case_id}",
        fields=(
            Choice("do", "Next", steps, default=do if do in names else names[0]),
            Choice(
                "investigator", "Who looks into it", _people(setup, row.about or ""),
                only_if=If("do", ("investigate",)),
            ),
            Choice("outcome", "The complaint is", outcomes, only_if=deciding),
            Choice("redress", "The customer gets", redress, default="", only_if=deciding),
            Text(
                "amount", f"Worth in {setup.goodwill.currency}", "25.00", needed_if=goods,
                only_if=goods,
            ),
            Text(
                "response", "The customer was told", "what we decided, and why",
                needed_if=deciding, only_if=deciding, prose=True,
            ),
            Text(
                "external", "Where else they can turn", "an ombudsman, a chamber; or nothing",
                only_if=If("do", ("close",)),
            ),
        ),
        apply="does it",
    )  # fmt: skip


def step_command(about: Fields, answers: Answers) -> Command | str:
    """Return the next step of a complaint, or what is wrong with the answers."""
    match answers["do"]:
        case "acknowledge":
            return AcknowledgeComplaint(**about)
        case "investigate":
            return InvestigateComplaint(**about, investigator=answers["investigator"])
        case "close":
            return CloseComplaint(**about, external=answers.get("external", ""))
    redress, cents = answers["redress"] or None, 0
    if redress is not None:
        read = cents_of(answers["amount"])
        if isinstance(read, str):
            return read
        cents = read
    return DecideComplaint(
        **about,
        outcome=answers["outcome"],
        response=answers["response"],
        redress=redress,  # type: ignore[arg-type]  # one of the forms offered
        cents=cents,
    )


# ---- goodwill


def goodwill_sheet(session: Session, view: CaseView) -> SheetPlan:
    """What the customer gets, what it is worth, and why; it says how far one may go."""
    setup, me = session.setup, session.me
    currency = setup.goodwill.currency
    limit = limit_of(setup, me.id, me.role)
    given = sum(row.cents for row in view.goodwill if row.currency == currency)
    intro = f"You may grant {money(limit.case, currency)} a case"
    intro += f"; {money(given, currency)} is granted here already." if given else "."
    return SheetPlan(
        title=f"Goodwill in {view.row.id}",
        intro=intro,
        fields=(
            Choice("form", "The customer gets", tuple(Option(f, f"a {f}") for f in FORMS)),
            Text("amount", f"Worth in {currency}", "25.00", required=True),
            Text("reason", "Why", "in a few words, for colleagues", required=True),
        ),
        apply="grants",
    )


def goodwill_command(about: Fields, answers: Answers) -> Command | str:
    """Return the grant, or what is wrong with the amount."""
    cents = cents_of(answers["amount"])
    if isinstance(cents, str):
        return cents
    form = answers["form"]
    return GrantGoodwill(**about, form=form, cents=cents, reason=answers["reason"])  # type: ignore[arg-type]  # one of the forms offered


def _people(setup: Setup, without: str, nobody: str = "") -> tuple[Option, ...]:
    """Return who works on cases, perhaps after nobody, perhaps without somebody."""
    people = [p for p in setup.people if p.role in TAKE_CASES and p.id != without]
    first = [Option("", nobody, "0")] if nobody else []
    return (*first, *(Option(p.id, p.name, "", f"L{p.tier}") for p in people))
