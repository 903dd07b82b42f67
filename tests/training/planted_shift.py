"""A shift on a store of its own in which everything that says who somebody is was planted."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.telling import Asked, Do, Telling, tell
from agentdesk.data.unit import Outcome
from agentdesk.desk.customers import CreateCustomer
from agentdesk.desk.incoming import File, Receive
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import Reply
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.setup import LoadSetup
from agentdesk.desk.taking import Take
from agentdesk.domain.setup import PersonSetup
from tests.support.office import MONDAY, SETUP

LEAD = PersonSetup(
    id="mona-vandersteen",
    name="Mona Vandersteen",
    role="lead",
    team="money",
    tier=3,
    queues=("billing", "billing2", "machines"),
)
_VOWELS, _CONSONANTS = "aeiou", "bdfgklmnprstvz"


class Person(msgspec.Struct, frozen=True):
    """Everything that is planted of one customer."""

    name: str
    organisation: str
    mail: str
    phone: str
    order: str
    bank: str
    net: str
    street: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not come out, each by itself."""
        given, family = self.name.split()
        return (
            self.name, given, family, self.organisation, self.mail, self.phone, self.order,
            self.bank, self.net, self.street,
        )  # fmt: skip

    @property
    def first(self) -> str:
        """Their first message, with all of it in free text."""
        return (
            f"Hello, this is {self.name} of {self.organisation}. My order {self.order} was charged "
            f"twice, from {self.bank}. Call me at {self.phone} or write to {self.mail}; I live at "
            f"{self.street} and wrote from {self.net}. {self.name.split()[1]} is my name."
        )


def _word(number: int, size: int) -> str:
    out = ""
    for place in range(size):
        signs = _CONSONANTS if place % 2 == 0 else _VOWELS
        number, at = divmod(number * 7 + 13 + place, len(signs))
        out += signs[at]
        number += 101 * (place + 3)
    return out


def people(count: int) -> list[Person]:
    """Return so many people, no two alike."""
    found = []
    for n in range(count):
        given, family = (
            f"Q{_word(n * 31 + 7, 5)}{_VOWELS[n % 5]}",
            f"Z{_word(n * 57 + 3, 7)}{n % 10 * 'x'}",
        )
        found.append(
            Person(
                name=f"{given} {family}",
                organisation=f"{family}werke {n:03d} Gmbh",
                mail=f"{given}.{family}{n}@firm-{n:03d}-planted.net".lower(),
                phone=f"+49 171 {4_000_000 + n * 7919:07d}",
                order=f"ZK-{710_000 + n * 37}",
                bank=f"DE{10 + n % 80} 5001 {1_000 + n:04d} {2_000 + n * 3:04d} {7_000 + n:04d} 00",
                net=f"10.{n % 250}.{7 + n % 90}.{1 + n % 250}",
                street=f"{family}gasse {n + 1}",
            )
        )
    return found


def _do(number: Iterator[int], actor: str, kind: type[Any], **fields: Any) -> Do:
    command = kind(command_id=f"c{next(number)}", actor=actor, **fields)
    return Do(RECEIVE if kind is Receive else use_case_of(command), command)


def _shift(some: list[Person], clock: ManualClock) -> Telling:
    number = iter(range(1, 1_000_000))
    setup = msgspec.structs.replace(SETUP, people=(*SETUP.people, LEAD))
    yield _do(number, "system", LoadSetup, setup=setup)
    yield _do(number, "lena", SetAgentState, state="available")
    for n, person in enumerate(some):
        yield _do(
            number, "mona", CreateCustomer, name=person.name, organisation=person.organisation,
            contacts=(("mail", person.mail), ("phone", person.phone)),
        )  # fmt: skip
        clock.at += MINUTE
        got = yield from _mail(number, person, person.first, n)
        case = got.result["case_id"]
        yield _do(number, "lena", Take, case_id=case)
        clock.at += MINUTE
        yield _reply(number, person, case)
        clock.at += MINUTE
        if n % 3 == 0:
            again = f"It is still wrong, says {person.name}: {person.order}."
            yield from _mail(number, person, again, n, case_id=case)
            clock.at += MINUTE
            yield _reply(number, person, case)
        cause = {"root_cause": "invoice"} if n % 2 else {}
        ending = "refunded" if n % 2 else "answered"
        yield _do(
            number,
            "lena",
            Resolve,
            case_id=case,
            disposition=ending,
            summary=f"Paid back to {person.bank}.",
            **cause,
        )


def _mail(
    number: Iterator[int], person: Person, body: str, n: int, **more: Any
) -> Generator[Asked, Any, Outcome]:
    data = person.first.encode()
    files = (File(f"{person.name} {person.order}.txt", "text/plain", f"{n:064x}", data),)
    done: Outcome = yield _do(
        number,
        "customer",
        Receive,
        from_address=person.mail,
        from_name=person.name,
        to=("billing@desk.example",),
        subject=f"Order {person.order} of {person.name}",
        body=body,
        reply_text=body,
        rfc_id=f"{n}.{len(body)}@{person.mail.partition('@')[2]}",
        attachments=files if not more else (),
        **more,
    )
    return done


def _reply(number: Iterator[int], person: Person, case: int) -> Do:
    return _do(
        number, "lena", Reply, case_id=case, to=(person.mail,), subject=f"Re: {person.order}",
        body=f"Dear {person.name}, we look at {person.order}. Lena", raw=b"x",
        rfc_id=f"r{case}.{id(number) % 7}.{next(number)}@desk.example",
    )  # fmt: skip


async def planted(path: Path | str, some: list[Person]) -> tuple[int, int]:
    """Make the store; return the window in which everything happened."""
    clock = ManualClock(MONDAY)
    store = await open_store(str(path), clock=clock)
    try:
        await tell(store, _shift(some, clock))
    finally:
        await store.close()
    return MONDAY, clock.at + MINUTE
