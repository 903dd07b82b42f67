"""The desk that a crowd of fifty works on: queues on three tiers, rules, two languages."""

from msgspec.structs import replace

from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.domain.rules.written import Conditions, Effects, Escalation, Reminder, RuleSetup
from agentdesk.domain.setup import CodeSetup, PersonSetup, QueueSetup, Role, Setup
from tests.support.office import SETUP as OFFICE

FIRST = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gro", "Hana", "Ivo", "Jun")
LAST = ("Aas", "Berg", "Costa", "Dahl", "Egede")


def _queue(id: str, name: str, tier: int, up: str | None = None) -> QueueSetup:
    return QueueSetup(
        id=id,
        name=name,
        team="money" if id.startswith("bill") else "things",
        tier=tier,
        escalates_to=up,
        addresses=(f"{id}@desk.example",),
        from_address=f"{id}@desk.example",
        calendar="hours",
    )


QUEUES = (
    _queue("billing", "Billing", 1, "billing2"),
    _queue("billing2", "Billing experts", 2, "board"),
    _queue("machines", "Machines", 1, "machines2"),
    _queue("machines2", "Workshop", 2, "board"),
    _queue("visits", "Visits", 1),
    _queue("board", "Board", 3),
)
REACH = {
    1: (("billing", "visits"), ("machines", "visits"), ("billing", "machines")),
    2: (("billing", "billing2"), ("machines", "machines2"), ("billing2", "machines2")),
    3: (tuple(queue.id for queue in QUEUES),),
}
OTHERS: tuple[Role, ...] = ("supervisor", "quality", "privacy_officer", "admin")


def _people() -> tuple[PersonSetup, ...]:
    """Forty agents on two tiers, six leads, and one of each who does not work on cases."""
    people = []
    for number in range(50):
        role: Role = "agent" if number < 40 else "lead" if number < 46 else OTHERS[number - 46]
        tier = 3 if role == "lead" else 1 + (number % 4 == 3)
        ways = REACH[tier]
        people.append(
            PersonSetup(
                id=f"p{number:02}",
                name=f"{FIRST[number % 10]} {LAST[number // 10]}",
                role=role,
                team=("money", "things")[number % 2],
                tier=tier,
                queues=ways[number // 2 % len(ways)],
                languages=("en", "de") if number % 3 else ("en",),
                skills="pumps:1" if number % 5 else "",
                capacity=12,
            )
        )
    return tuple(people)


def _rule(id: str, on: tuple[str, ...], then: Effects, **conditions: object) -> RuleSetup:
    return RuleSetup(
        id=id,
        on=on,  # type: ignore[arg-type]  # the check of the set-up refuses an unknown trigger
        then=(then,),
        conditions=Conditions(**conditions),  # type: ignore[arg-type]  # checked likewise
    )


RULES = (
    _rule(
        "danger",
        ("created", "customer wrote"),
        Effects(tag=("safety",), priority=1, notify=("leads",)),
        subject=("smoke", "burn*"),
        without_tags=("safety",),
    ),
    _rule(
        "late",
        ("breached",),
        Effects(escalate=Escalation("customer", lead="any"), notify=("owner",)),
        clock=("FR",),
    ),
    _rule("came-back", ("reopened",), Effects(tag=("back",)), without_tags=("back",)),
    _rule("repair", ("created",), Effects(queue="machines"), type=("fault",), queue=("billing",)),
    _rule("look", ("taken",), Effects(remind=Reminder(HOUR)), priority=(1,)),
    _rule("later", ("created",), Effects(snooze=10 * MINUTE), type=("feedback",), channel=("web",)),
    _rule(
        "up",
        ("customer wrote",),
        Effects(escalate=Escalation("knowledge")),
        tier=(1,),
        reopens_at_least=2,
    ),
)

SETUP = replace(
    OFFICE,
    name="Crowd",
    version=0,
    queues=QUEUES,
    people=_people(),
    rules=RULES,
    away_reasons=(CodeSetup("lunch", "Lunch"), CodeSetup("break", "Break")),
    limits=replace(OFFICE.limits, reopen=2 * DAY, close=3 * DAY, no_reply=4 * DAY),
)
"""What the crowd begins with."""

PEOPLE_IDS = tuple(person.id for person in SETUP.people)


def variant(number: int) -> Setup:
    """Return the set-up as an administrator loads it the ``number``-th time; some are refused."""
    match number % 5:
        case 0:
            return replace(SETUP, rules=RULES[:3], people=SETUP.people[1:])
        case 1:
            return SETUP
        case 2:
            # Billing still has cases.
            return replace(SETUP, queues=QUEUES[1:])
        case 3:
            quick = tuple(
                replace(p, fr=None if p.fr is None else p.fr // 2) for p in SETUP.policies
            )
            return replace(SETUP, policies=quick)
        case _:
            people = tuple(
                replace(p, capacity=6) if p.id.endswith("7") else p for p in SETUP.people
            )
            return replace(SETUP, people=people)
