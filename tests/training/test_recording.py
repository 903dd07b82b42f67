"""A real shift becomes a scenario in which nobody is: every planted thing stays behind."""

import asyncio
import base64
import time
from functools import cache
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from agentdesk.clock import HOUR, MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.unit import Refused
from agentdesk.desk.classing import Tag
from agentdesk.desk.erasing import ChangeHold, EraseCustomer
from agentdesk.desk.registry import use_case_of
from agentdesk.domain.content import Answer
from agentdesk.domain.setup import CodeSetup, TeamSetup
from agentdesk.training.reading import parse_scenario
from agentdesk.training.recording.pseudonyms import squashed
from agentdesk.training.recording.recorder import Options, Recorded, TooFew, record
from agentdesk.training.recording.visits import Did, Outage, Visit
from agentdesk.training.recording.window import Window, read_window
from tests.support.kept import copy_store, new_folder
from tests.training.planted_shift import LEAD, Person, people, planted

PEOPLE = people(50)
_made: dict[str, tuple[Path, int, int]] = {}


def store_of(tmp_path: Path) -> tuple[Path, int, int]:
    """Return a copy of the planted store, and its window."""
    if not _made:
        path = new_folder() / "desk.db"
        _made["it"] = (path, *asyncio.run(planted(path, PEOPLE)))
    kept, begins, ends = _made["it"]
    copy_store(kept, tmp_path / "desk.db")
    return tmp_path / "desk.db", begins, ends


def window(tmp_path: Path, by: str = LEAD.id, **more: object) -> Window:
    """Read the planted window for somebody."""
    path, begins, ends = store_of(tmp_path)

    async def read() -> Window:
        store = await open_store(str(path), clock=ManualClock(ends + MINUTE))
        try:
            setup = await store.reads.setup()
            return await read_window(store, setup.person(by), begins, ends, **more)  # type: ignore[arg-type]  # any field of it
        finally:
            await store.close()

    return asyncio.run(read())


@cache
def kept() -> Window:
    """Return the planted window, read once for all tests that only look at it."""
    return window(new_folder())


def made(read: Window, **changes: object) -> Recorded:
    """Make a scenario of it."""
    options = Options(name="planted", title="Planted", coarser=2, **changes)  # type: ignore[arg-type]  # any field of it
    return record(read, options)


@cache
def plain() -> Recorded:
    """Return the scenario of the planted window, for all tests that only look at it."""
    return made(kept())


FEW, FEW_DIGITS = 7, 10
"""Letters and digits, or digits alone, of a secret too short to be looked for without its signs."""


def ways(secret: str) -> set[str]:
    """Return a secret as it could stand in a file: as it is, small, without blanks, encoded."""
    found = {secret, secret.casefold(), secret.replace(" ", ""), squashed(secret)}
    for text in list(found):
        found |= {quote(text), quote(text).casefold()}
        found |= {base64.b64encode(text.encode()).decode().rstrip("="), text.encode().hex()}
    return found


def leaked(text: str, some: list[Person]) -> list[str]:
    """Return what of some people stands in a text in any way."""
    forms = (text, text.casefold(), "".join(text.split()), "".join(text.casefold().split()))
    lines = "\n".join(squashed(line) for line in text.splitlines())
    words = {squashed(word) for word in text.split()}
    secrets = {secret for person in some for secret in person.secrets}

    def stands(secret: str) -> bool:
        bare = squashed(secret)
        # A few digits stand in any longer number by chance: of these a whole word counts.
        if len(bare) < (FEW_DIGITS if bare.isdecimal() else FEW):
            return any(w in form for w in ways(secret) - {bare} for form in forms) or bare in words
        return any(way in form for way in ways(secret) for form in (*forms, lines))

    return sorted(filter(stands, secrets))


def test_nothing_that_was_planted_stands_in_the_file(tmp_path: Path) -> None:
    began = time.process_time()
    read = window(tmp_path)
    text = made(read).text
    secrets = {secret for person in PEOPLE for secret in person.secrets}
    assert len(secrets) == 500
    everywhere = " ".join([*(one.body for one in read.texts), *read.others])
    assert all(secret in everywhere for secret in PEOPLE[7].secrets)
    assert leaked(text, PEOPLE) == []
    assert leaked(f"{text}\n# {PEOPLE[3].phone.replace(' ', '')}", [PEOPLE[3]]) == [PEOPLE[3].phone]
    assert "vandersteen" not in text.casefold()
    assert "Lena" not in text
    scenario = parse_scenario(text, "planted.yaml")
    assert len(scenario.arrivals) == len(PEOPLE)
    assert time.process_time() - began < 5


def test_the_search_for_leaks_finds_one_in_any_spelling() -> None:
    one = plain()
    person = PEOPLE[3]
    hidden = base64.b64encode(f"to {person.mail}, please".encode()).decode()
    for text in (person.name.upper(), person.phone.replace(" ", "-"), quote(person.mail), hidden):
        assert one.guard.leaks(f"says: {text}"), text
    assert one.guard.leaks("says: nothing of anybody") == []


def test_the_name_above_a_mail_is_a_name_whatever_the_customer_is_called() -> None:
    read = kept()
    assert {name for _, name in read.senders} == {person.name for person in PEOPLE}
    whose = read.customers[0].id
    got = made(msgspec.structs.replace(read, senders=((whose, "Zebulon Quirkless"),)))
    text, was, _ = got.scrubber.scrub("greetings, zebulon of the Quirkless house")
    assert [span.kind for span in was] == ["name", "name"]
    assert "zebulon" not in text
    assert got.guard.leaks("says: zebulon quirkless")


def test_what_was_done_is_expected_and_what_was_said_next_is_said() -> None:
    scenario = plain().made.scenario
    ends = {act.any_of for act in scenario.expected if act.id.endswith("-end")}
    assert ends == {("resolved:refunded",), ("resolved:answered",)}
    answers = [act for act in scenario.expected if act.part == "timeliness"]
    assert len(answers) == len(PEOPLE)
    # A tenth of the promised time is tolerance; what is promised for later has no time at all.
    assert all(act.within is None or act.tolerance == act.within // 10 for act in answers)
    again = [p for p in scenario.personas if any(r.on == "answered" for r in p.replies)]
    assert len(again) == 17
    assert all(p.replies[-1].ends == "satisfied" for p in scenario.personas)


def test_the_week_is_another_and_the_local_hour_the_same() -> None:
    read = kept()
    scenario = plain().made.scenario
    assert scenario.start.at.endswith("09:00")
    assert not scenario.start.at.startswith("2026-03-02")
    came = sorted((v.at - read.shift.begins) // MINUTE * MINUTE for v in read.shift.visits)
    assert sorted(a.at or 0 for a in scenario.arrivals) == came


def test_two_recordings_have_nothing_in_common_that_leads_back() -> None:
    read = kept()
    one, other = made(read).made.scenario, made(read).made.scenario
    names = [{p.name for p in scenario.personas} for scenario in (one, other)]
    assert len(names[0]) == len(PEOPLE)
    first = [[p.name for p in scenario.personas][:10] for scenario in (one, other)]
    assert first[0] != first[1]


def test_whose_data_was_read_stands_in_the_audit(tmp_path: Path) -> None:
    read = window(tmp_path)

    async def looks() -> set[tuple[str, str]]:
        store = await open_store(str(tmp_path / "desk.db"), read_only=True)
        try:
            ids = [c.id for c in read.customers]
            rows = await store.reads.privacy.field_reads(ids)
            return {(row.customer_id, row.reason) for row in rows if row.by == LEAD.id}
        finally:
            await store.close()

    assert asyncio.run(looks()) == {(c.id, "recording") for c in read.customers}
    assert len(read.customers) == len(PEOPLE)


def test_only_a_lead_records(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Only a lead"):
        window(tmp_path, by="lena")


def test_more_than_anybody_could_be_trained_with_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentdesk.training.recording.window.MOST", 20)
    with pytest.raises(Refused, match=r"50 contacts fall into that window; .* 20 at most"):
        window(tmp_path)
    assert len(window(tmp_path / "again", queues=("machines",)).shift.visits) == 0


def test_who_would_stand_alone_is_told_and_can_be_left_out() -> None:
    read = kept()
    rare = msgspec.structs.replace(read.shift.visits[0], language="fr")
    shift = msgspec.structs.replace(read.shift, visits=(rare, *read.shift.visits[1:]))
    other = msgspec.structs.replace(read, shift=shift)
    with pytest.raises(TooFew) as caught:
        record(other, Options(name="planted", title="Planted", coarser=1))
    assert any("fr" in line and "1 of 5" in line for line in caught.value.lines)
    assert any(line.startswith("--coarser 2") for line in caught.value.lines)
    dropped = record(other, Options(name="planted", title="Planted", coarser=1, drop=True))
    assert dropped.dropped >= 1
    assert all(persona.language == "en" for persona in dropped.made.scenario.personas)


def test_whoever_is_erased_held_or_flagged_is_left_out(tmp_path: Path) -> None:
    some = people(12)

    async def work() -> tuple[Window, Window]:
        begins, ends = await planted(tmp_path / "desk.db", some)
        store = await open_store(str(tmp_path / "desk.db"), clock=ManualClock(ends))
        try:
            setup = await store.reads.setup()
            lead = setup.person(LEAD.id)
            all_ = await read_window(store, lead, begins, ends)
            one, two, three = (visit.customer for visit in all_.shift.visits[:3])
            erase = EraseCustomer(command_id="e", actor="system", identities=(one,))
            hold = ChangeHold(command_id="h", actor="system", customer_id=two, on=True, reason="x")
            case = int(all_.shift.visits[2].ref)
            tag = Tag(command_id="t", actor=lead.id, case_id=case, add=("health",))
            for command in (erase, hold, tag):
                await store.act(use_case_of(command), command)
            assert three
            return all_, await read_window(store, lead, begins, ends)
        finally:
            await store.close()

    before, after = asyncio.run(work())
    gone = {v.ref for v in before.shift.visits} - {v.ref for v in after.shift.visits}
    assert gone == {v.ref for v in before.shift.visits[:3]}
    assert set(after.shift.left_out) == {
        "erased or past retention", "under legal hold", "flagged as special-category data",
    }  # fmt: skip


def test_a_set_up_that_names_people_is_taken_over_without_them() -> None:
    read, person = kept(), PEOPLE[2]
    given, family = person.name.split()
    setup = msgspec.structs.replace(
        read.setup,
        name=f"{person.organisation} & Daughters",
        queues=(
            msgspec.structs.replace(
                read.setup.queues[0], name=f"{family}'s desk", signature=f"Yours, {LEAD.name}",
                addresses=(f"help@{family}.net",), from_address=f"help@{family}.net", team=family,
            ),
            *read.setup.queues[1:],
        ),
        teams=(TeamSetup(family, f"Team {family}", f"{family} House"),),
        dispositions=(
            *read.setup.dispositions,
            CodeSetup(f"as-{family.lower()}", f"As {person.name} wants it", f"Group {given}"),
        ),
        away_reasons=(CodeSetup("call", f"Calls {person.phone}"),),
        policies=tuple(
            msgspec.structs.replace(one, id=f"{family}-{one.id}") for one in read.setup.policies
        ),
    )  # fmt: skip
    answers = (
        Answer("a1", "canned", "Hello", "hi", f"Hello, order {person.order}? Call 0171 5556677."),
        Answer("a2", "canned", f"For {person.name}", "x", "Hello."),
        Answer("a3", "canned", "Sorry", "sorry", f"{LEAD.name} is sorry.", tags=("own", family)),
        Answer("a4", "canned", "Mine", "mine", "Hello.", scope="mine", owner="lena"),
    )
    visits = tuple(
        msgspec.structs.replace(v, disposition=f"as-{family.lower()}" if n % 2 else v.disposition)
        for n, v in enumerate(read.shift.visits)
    )
    shift = msgspec.structs.replace(read.shift, visits=visits)
    got = made(msgspec.structs.replace(read, setup=setup, answers=answers, shift=shift))
    assert leaked(got.text, [person]) == []
    scenario = got.made.scenario
    assert scenario.setup.queues[0].name == "queue-1"
    assert [answer.id for answer in scenario.answers] == ["a1", "a3"]
    assert "5556677" not in got.text
    assert "Vandersteen" not in got.text
    assert scenario.answers[1].tags == ("own",)


def test_a_known_event_breaks_in_with_those_whom_it_brought() -> None:
    read = kept()
    visits = [
        msgspec.structs.replace(v, incident="9", did=(*v.did, Did(v.at, "linked", "", "lena")))
        if n in range(10, 17)
        else msgspec.structs.replace(v, incident="8", did=(*v.did, Did(v.at, "linked", "", "lena")))
        if n == 20
        else v
        for n, v in enumerate(read.shift.visits)
    ]
    event = Outage("9", visits[9].at + 1)
    shift = msgspec.structs.replace(read.shift, visits=tuple(visits), outages=(event,))
    scenario = made(msgspec.structs.replace(read, shift=shift)).made.scenario
    (inject,) = scenario.injects
    brought = scenario.arrival(inject.arrival)
    assert (inject.what, brought.at) == ("outage", None)
    assert inject.count + len(scenario.arrivals) - 1 == len(PEOPLE)
    # The other event is none of this shift: nobody could link a case to it.
    linked = [act.arrival for act in scenario.expected if act.any_of == ("linked",)]
    assert linked == [brought.id]


def test_who_hung_up_is_as_patient_as_they_were() -> None:
    read = kept()
    calls = tuple(
        Visit(
            f"call {n}", read.shift.begins + n * MINUTE, "billing", "call",
            waited_ms=(20 + n) * 1_000, gave_up=n % 2 == 0,
        )
        for n in range(12)
    )  # fmt: skip
    shift = msgspec.structs.replace(read.shift, visits=(*read.shift.visits, *calls))
    scenario = made(msgspec.structs.replace(read, shift=shift)).made.scenario
    patience = [arrival.patience for arrival in scenario.arrivals if arrival.channel == "call"]
    assert len(patience) == 12
    # Of whoever was answered last it is only known that nobody who waited as long gave up.
    assert sum(ms == 180_000 for ms in patience) == 1
    assert {ms for ms in patience if ms != 180_000} == {20_000, 30_000}


def test_a_long_shift_of_hundreds_is_read_and_checked_quickly() -> None:
    read = kept()
    many = tuple(
        msgspec.structs.replace(
            visit,
            ref=f"{visit.ref}-{n}",
            customer=f"{visit.customer}-{n}",
            at=visit.at + n * 600_000,
        )
        for n in range(6)
        for visit in read.shift.visits
    )
    shift = msgspec.structs.replace(read.shift, visits=many, ends=read.shift.begins + 8 * HOUR)
    text = made(msgspec.structs.replace(read, shift=shift)).text
    began = time.process_time()
    scenario = parse_scenario(text, "long.yaml")
    took = time.process_time() - began
    assert (len(scenario.arrivals), len(scenario.expected)) == (300, 400)
    assert took < 2
