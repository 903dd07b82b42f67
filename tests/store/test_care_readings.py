"""What the customer pane, the incident sheet and the register read, on every engine."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from agentdesk.channels.email.parse import parse_mail
from agentdesk.channels.incidents import answer_incident
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Decision, Needs, Outcome, Refused, UseCase
from agentdesk.desk import groups
from agentdesk.desk.classing import Classify, Prioritise
from agentdesk.desk.complaints import DecideComplaint, OpenComplaint
from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.contacting import LogContact
from agentdesk.desk.customers import ChangeCustomer
from agentdesk.desk.desk import Desk
from agentdesk.desk.entitling import GrantEntitlement, SetLevel
from agentdesk.desk.goodwill import GrantGoodwill
from agentdesk.desk.identities import MergeCustomers, preview_merge
from agentdesk.desk.incidents import DeclareIncident, LinkIncident
from agentdesk.desk.incoming import Receive
from agentdesk.desk.notes import Note
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.promising import Promise
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import Attachment
from agentdesk.desk.taking import Take
from agentdesk.domain.customer_views import rights_of
from agentdesk.domain.events import SurveyAnswered
from tests.store.conftest import Opener
from tests.support.office import MONDAY, SETUP
from tests.support.small import ARRANGE, Arrange

ADA, EVE = "ada@lovelace.example", "eve@there.example"


class Bench:
    """A store of an engine, and Lena at work in it."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.lena, self.mona = (self._desk(person) for person in ("lena", "mona"))
        self._mails = 0

    def _desk(self, person: str) -> Desk:
        numbers = iter(range(1, 10_000))
        return Desk(self.store, person, new_id=lambda: f"{person}-{next(numbers)}")

    async def mail(self, sender: str = ADA, subject: str = "Charged twice", **more: Any) -> int:
        """Let a customer write; return the case."""
        self._mails += 1
        command = Receive(
            command_id=f"mail-{self._mails}",
            actor="customer",
            from_address=sender,
            from_name=sender.partition("@")[0].capitalize(),
            to=("billing@desk.example",),
            subject=subject,
            body="Please help.",
            reply_text="Please help.",
            rfc_id=f"{self._mails}@there.example",
            **more,
        )
        done = await self.store.act(use_case_of(command), command)
        return int(done.result["case_id"])

    async def who(self, case_id: int) -> str:
        """Return whose case it is."""
        row = await self.store.reads.case_row(case_id)
        assert row is not None
        return row.customer_id or ""

    async def customer(self, case_id: int) -> Any:
        """Return the customer pane of a case."""
        view = await self.store.reads.customer(await self.who(case_id), self.clock.now())
        assert view is not None
        return view


@pytest.fixture
async def bench(place: str, opened: Opener, clock: ManualClock) -> Bench:
    """Return a desk on Monday morning."""
    clock.at = MONDAY
    store = await opened(place)
    await store.act(ARRANGE, Arrange(command_id="setup", actor="system", setup=SETUP))
    bench = Bench(store, clock)
    await bench.lena.act(SetAgentState, state="available")
    return bench


async def test_the_customer_pane_in_full(bench: Bench, clock: ManualClock) -> None:
    lena = bench.lena
    first, second = await bench.mail(), await bench.mail(subject="No sound")
    clock.advance(MINUTE)
    await lena.act(Take, case_id=first)
    call = {"channel": "call", "body": "Any news?", "duration_ms": 3 * MINUTE}
    await lena.act(LogContact, case_id=second, **call)
    await lena.act(Promise, case_id=second, due_at=clock.now() + HOUR, text="A new one.")
    await lena.act(OpenComplaint, case_id=first, category="service", severity=2, remedy="Sorry!")
    await lena.act(GrantGoodwill, case_id=first, form="credit", cents=1_000, reason="Late.")
    who = await bench.who(first)
    asked = {"customer_id": who, "purpose": "news", "channel": "mail", "source": "call"}
    await lena.act(ChangeConsent, given=True, wording="May we?", **asked)
    for asset, ends in (("tv-1", DAY), ("tv-2", None)):
        until = None if ends is None else clock.now() + ends
        await bench.mona.act(
            GrantEntitlement, customer_id=who, entitlement="warranty", asset=asset, ends_at=until
        )
    back = await lena.act(
        OpenCase, channel="call", subject="Back", body="Take it.", customer_id=who, type="return"
    )
    await answered(bench.store, first, 4)
    clock.advance(2 * DAY)
    view = await bench.customer(first)
    assert {line.case_id for line in view.open_cases} == {first, second, back.result["case_id"]}
    mine = next(line for line in view.open_cases if line.case_id == first)
    assert (mine.owner, mine.subject, mine.queue) == ("lena", "Charged twice", "billing")
    assert [clock.kind for clock in mine.clocks] == ["FR", "RES"]
    assert [line.case_id for line in view.returns] == [back.result["case_id"]]
    assert view.visits == ()
    newest = view.interactions[0]
    assert (newest.channel, newest.case_id, newest.author) == (
        "call", back.result["case_id"], "lena",
    )  # fmt: skip
    talk = next(i for i in view.interactions if i.duration_ms)
    assert (talk.outcome, talk.duration_ms, talk.case_id) == ("reached", 3 * MINUTE, second)
    assert [(s.survey, s.score) for s in view.surveys] == [("csat", 4)]
    assert (view.reopens, view.complaints) == (0, 1)
    assert [(c.purpose, c.given) for c in view.consents] == [("news", True)]
    assert [(a.asset, a.covered) for a in view.assets(clock.now())] == [
        ("tv-1", False), ("tv-2", True),
    ]  # fmt: skip
    words = rights_of(view.entitlements, clock.now(), base="basic", case_type="fault", zone="UTC")
    assert words[0] == "No agreement: basic service."
    assert any(line.startswith("The warranty on tv-1 ended") for line in words)
    assert [text for _, text in view.promises] == ["A new one."]
    case = await bench.store.reads.case(first)
    assert case is not None
    assert case.complaint is not None
    assert (case.complaint.remedy, case.complaint.row.severity) == ("Sorry!", 2)
    assert [g.cents for g in case.goodwill] == [1_000]
    decision = {"case_id": first, "outcome": "upheld", "response": "You are right."}
    await lena.act(DecideComplaint, **decision)
    (entry,) = await bench.store.reads.complaints()
    assert (entry.response, entry.row.state) == ("You are right.", "decided")
    await groups.undo(lena)
    (entry,) = await bench.store.reads.complaints()
    assert (entry.response, entry.row.state) == ("", "received")
    assert (entry.customer, entry.subject, entry.owner) == ("Ada", "Charged twice", "lena")


async def answered(store: Store, case_id: int, score: int) -> None:
    """Let a customer answer a survey."""
    event = SurveyAnswered(case_id=case_id, survey="csat", score=score)
    use_case = UseCase(
        "answer_survey",
        Command,
        lambda command, found: Needs(cases=(case_id,)),
        lambda state, command: Decision((event,)),
    )
    await store.act(use_case, Command(command_id=f"survey-{case_id}", actor="customer"))


async def test_an_incident_its_cases_and_one_answer_for_all(
    bench: Bench, clock: ManualClock
) -> None:
    lena, reads = bench.lena, bench.store.reads
    outage = await bench.mail("ops@there.example", "All is down")
    await lena.act(DeclareIncident, case_id=outage, title="Outage")
    cases = [await bench.mail(f"c{n}@there.example", f"Down {n}") for n in range(4)]
    called = await lena.act(OpenCase, channel="call", subject="Down", body="Hello?", name="Zoe")
    for case_id in (*cases, called.result["case_id"]):
        await lena.act(LinkIncident, case_id=case_id, incident_id=outage)
    (line,) = await reads.open_incidents()
    assert (line.title, line.cases, line.customers) == ("Outage", 5, 5)
    assert [i.case_id for i in (await bench.customer(cases[0])).incidents] == [outage]
    view = await reads.incident(outage)
    assert view is not None
    seen = {case.case_id: case.version for case in view.linked}
    await bench.mail(f"c{1}@there.example", "More", case_id=cases[1])
    clock.advance(SECOND)
    many = await answer_incident(lena, outage, "Hello {name}, we know.", seen=seen)
    assert [r.case_id for r in many.done] == [outage, cases[0], cases[2], cases[3]]
    left = {r.case_id: r.sentence for r in many.left_out}
    assert left[cases[1]].startswith(f"The customer wrote in case {cases[1]}") or (
        "has changed since you looked" in left[cases[1]]
    )
    assert left[called.result["case_id"]].endswith("came by call: call the customer.")
    told = await reads.case(cases[2])
    assert told is not None
    reply = told.items[-1]
    assert (reply.message.body, reply.message.to) == ("Hello C2, we know.", ("c2@there.example",))
    assert reply.send is not None
    assert reply.send.state == "held"
    assert (told.row.owner, told.incident_answer) == (None, "Hello {name}, we know.")
    raw = await reads.outgoing(reply.message.id)
    assert raw is not None
    assert b"Hello C2, we know." in raw.raw
    # One undo takes all back; the case whose customer wrote again meanwhile stands.
    await bench.mail("c3@there.example", "Thanks", case_id=cases[3])
    (line_of_undo,) = [
        u for u in groups.undo_list(await reads.undoable("lena", clock.now())) if "sent" in u.label
    ]
    assert line_of_undo.label == "sent 3 cases"
    back = await groups.undo(lena)
    assert [r.case_id for r in back.results if not r.done] == [cases[3]]
    offered = await reads.incident(outage)
    assert offered is not None
    assert offered.answer == ""
    for case_id, state in ((cases[0], "recalled"), (cases[3], "held")):
        found = await reads.case(case_id)
        assert found is not None
        sends = [item.send.state for item in found.items if item.send]
        assert sends == [state]


async def test_an_incident_answers_each_case_in_its_language(bench: Bench) -> None:
    lena, reads = bench.lena, bench.store.reads
    outage = await bench.mail("ops@there.example", "All is down")
    await lena.act(DeclareIncident, case_id=outage, title="Outage")
    cases = [await bench.mail(f"c{n}@there.example", f"Down {n}") for n in range(3)]
    for case_id, language in zip(cases, ("de", "fr", "ja"), strict=True):
        await lena.act(Classify, case_id=case_id, language=language)
        await lena.act(LinkIncident, case_id=case_id, incident_id=outage)
    await answer_incident(lena, outage, "We know, {name}.\n[de]\nWir wissen es, {name}.")
    told = [await reads.case(case_id) for case_id in cases]
    assert [view and view.items[-1].message.body for view in told] == [
        "Wir wissen es, C0.", "We know, C1.", "We know, C2.",
    ]  # fmt: skip


async def test_a_verb_over_many_cases_is_one_undo_and_one_redo(
    bench: Bench, clock: ManualClock
) -> None:
    lena, reads = bench.lena, bench.store.reads
    cases = [await bench.mail(f"c{n}@there.example") for n in range(3)]
    note = await lena.act(Note, case_id=cases[0], body="Before.")
    clock.advance(SECOND)
    wanted = [lena.command(Prioritise, case_id=case_id, priority=1) for case_id in (*cases, 99)]
    many = await groups.do_each(lena, wanted)
    assert many.sentence() == "3 done, 1 left out: There is no case 99."
    assert many.undo_until == clock.now() + 15 * SECOND

    async def priorities() -> list[int]:
        rows = [await reads.case_row(case_id) for case_id in cases]
        return [row.priority for row in rows if row]

    lines = groups.undo_list(await reads.undoable("lena", clock.now()))
    assert [line.label for line in lines] == ["set 3 cases to P1", f"noted {cases[0]}"]
    assert lines[1].target == note.command_id
    back = await groups.undo(lena, lines[0].target)
    assert back.label == "undid set 3 cases to P1"
    assert await priorities() == [3, 3, 3]
    again = await groups.redo(lena)
    assert len(again.results) == 3
    assert await priorities() == [1, 1, 1]
    await groups.undo(lena)
    assert await priorities() == [3, 3, 3]
    # The next undo is of what was done before the group.
    await groups.undo(lena)
    with pytest.raises(Refused, match="nothing to undo"):
        await groups.undo(lena)


async def test_two_identities_become_one_on_screen_and_come_apart(
    bench: Bench, clock: ManualClock
) -> None:
    lena, reads = bench.lena, bench.store.reads
    one, other = await bench.mail(), await bench.mail(EVE)
    ada, eve = await bench.who(one), await bench.who(other)
    await lena.act(
        ChangeCustomer, customer_id=ada, safety="Dog bites.", organisation="Acme", zone="Asia/Tokyo"
    )
    await lena.act(Promise, case_id=one, due_at=clock.now() + HOUR, text="A call.")
    preview = await preview_merge(reads, ada, eve, clock.now())
    assert preview is not None
    assert (preview.name, preview.cases, preview.promises) == ("Eve", 2, 1)
    assert [p.value for p in preview.contacts] == [ADA, EVE]
    assert preview.result.safety == "Dog bites."
    assert preview.notes[0] == "They are called Ada and Eve."
    with pytest.raises(Refused, match="into themselves"):
        await preview_merge(reads, ada, ada, clock.now())
    assert await preview_merge(reads, ada, "c0", clock.now()) is None
    await lena.act(MergeCustomers, from_id=ada, into_id=eve)
    view = await reads.customer(ada, clock.now())
    assert view is not None
    assert (view.facts.id, view.customer.name, view.customer.safety) == (eve, "Eve", "Dog bites.")
    assert [who.name for who in view.merged] == ["Ada"]
    assert {line.case_id for line in view.history} == {one, other}
    assert [p.value for p in view.contacts] == [ADA, EVE]
    assert view.contacts_7d == 2
    assert len(view.promises) == 1
    assert [v.facts.id for v in await reads.find_customers("ada@")] == [eve]
    assert await reads.find_customers("Ada") == await reads.find_customers("ada@")
    with pytest.raises(Refused, match="was folded into"):
        await preview_merge(reads, ada, eve, clock.now())
    await groups.undo(lena)
    apart = await reads.customer(ada, clock.now())
    assert apart is not None
    assert (apart.facts.id, [p.value for p in apart.contacts]) == (ada, [ADA])
    assert [v.facts.id for v in await reads.find_customers("Ada")] == [ada]


async def test_flags_hold_and_names_are_found_through_every_folding(
    bench: Bench, clock: ManualClock
) -> None:
    lena, reads = bench.lena, bench.store.reads
    ada, eve, zoe = [
        await bench.who(await bench.mail(address)) for address in (ADA, EVE, "zoe@there.example")
    ]
    await lena.act(ChangeCustomer, customer_id=ada, name="Łucja", do_not_contact=True)
    await lena.act(MergeCustomers, from_id=ada, into_id=eve)
    await lena.act(MergeCustomers, from_id=eve, into_id=zoe)
    view = await reads.customer(zoe, clock.now())
    assert view is not None
    assert view.customer.do_not_contact
    assert {who.name for who in view.merged} == {"Łucja", "Eve"}
    for name in ("Łucja", "lucja", "ucj", "eve"):
        assert [found.facts.id for found in await reads.find_customers(name)] == [zoe], name


async def test_what_was_changed_of_a_customer_is_taken_back_and_done_again(
    bench: Bench, clock: ManualClock
) -> None:
    case_id = await bench.mail()
    ada = await bench.customer(case_id)
    about: dict[str, Any] = {"customer_id": ada.facts.id}
    await bench.lena.act(
        ChangeCustomer, **about, name="Ada King", zone="Europe/Paris",
        add_contacts=(("handle", "@ada"),), remove_contacts=(("mail", ADA),),
    )  # fmt: skip
    changed = await bench.customer(case_id)
    assert [point.value for point in changed.contacts] == ["@ada"]
    await groups.undo(bench.lena)
    assert await bench.customer(case_id) == ada
    await groups.redo(bench.lena)
    again = await bench.customer(case_id)
    assert (again.customer, again.facts, again.contacts) == (
        changed.customer, changed.facts, changed.contacts,
    )  # fmt: skip
    await groups.undo(bench.lena)
    await bench.mona.act(SetLevel, **about, level="premium")
    await groups.undo(bench.mona)
    word: dict[str, Any] = {**about, "purpose": "newsletter", "channel": "mail"}
    await bench.lena.act(ChangeConsent, **word, given=True, source="call", wording="May we write?")
    clock.advance(MINUTE)
    await bench.lena.act(ChangeConsent, **word, given=False, source="call")
    await groups.undo(bench.lena)
    back = await bench.customer(case_id)
    assert (back.customer, back.facts, back.contacts) == (ada.customer, ada.facts, ada.contacts)
    assert [(row.given, row.source) for row in back.consents] == [(True, "undo")]
    assert (await bench.store.reads.case_row(case_id)).level == "basic"  # type: ignore[union-attr]  # it is there


async def test_the_people_of_an_organisation(bench: Bench, clock: ManualClock) -> None:
    lena, reads = bench.lena, bench.store.reads
    one, other, stranger = (
        await bench.mail(),
        await bench.mail(EVE),
        await bench.mail("x@y.example"),
    )
    for case_id, name in ((one, "Acme"), (other, "ACME"), (stranger, "Else")):
        await lena.act(ChangeCustomer, customer_id=await bench.who(case_id), organisation=name)
    clock.advance(HOUR)
    await bench.mail(EVE, "Again", case_id=other)
    house = await reads.organisation("acme")
    assert [(p.name, [c.case_id for c in p.open_cases]) for p in house.people] == [
        ("Eve", [other]), ("Ada", [one]),
    ]  # fmt: skip
    assert house.people[0].last_contact_at == clock.now()
    assert [clock.kind for clock in house.people[0].open_cases[0].clocks] == ["FR", "RES"]
    assert (await reads.organisation("")).people == ()


async def test_files_go_along_and_come_back_out(bench: Bench, clock: ManualClock) -> None:
    from agentdesk.channels.email.answering import reply_fields
    from agentdesk.desk.replying import Reply

    case_id, me = await bench.mail(), SETUP.person("lena")
    view = await bench.store.reads.case(case_id)
    assert view is not None
    files = [
        Attachment("../../é vil.pdf", "application/pdf", bytes(range(256)) * 300),
        Attachment("a.txt", "text/plain", b"From here\n.\n"),
    ]
    fields = reply_fields(
        view,
        SETUP,
        SETUP.person("lena"),
        "See the files.",
        at=clock.now(),
        unique="u1",
        files=files,
    )
    done: Outcome = await bench.lena.act(Reply, case_id=case_id, **fields)
    sent = await bench.store.reads.outgoing(done.result["message_id"])
    assert sent is not None
    mail = parse_mail(sent.raw)
    assert mail.body_text.strip() == "See the files."
    assert [(f.filename, f.content) for f in mail.attachments] == [
        ("é vil.pdf", files[0].data), ("a.txt", files[1].data),
    ]  # fmt: skip
    after = await bench.store.reads.case(case_id)
    assert after is not None
    parts = after.items[-1].parts
    assert [part.size for part in parts] == [76_800, 12]
    found = await bench.store.reads.part(parts[0].id)
    assert found is not None
    assert found[1] == files[0].data
    assert await bench.store.reads.part("9.9") is None
    huge = [Attachment("big.bin", "application/octet-stream", bytes(10_000_001))]
    with pytest.raises(ValueError, match="at most 10 MB go along"):
        reply_fields(view, SETUP, me, "See.", at=clock.now(), unique="u2", files=huge)
    with pytest.raises(Refused, match="at most 10 MB go along"):
        await bench.lena.act(Reply, case_id=case_id, **{**fields, "attachments": tuple(huge)})


async def test_desks_of_one_person_grant_no_more_than_their_limit_together(
    place: str, bench: Bench, opened: Opener
) -> None:
    cases = [await bench.mail(f"a{n}@there.example") for n in range(9)]
    asks: dict[str, Any] = {"category": "service", "severity": 2, "remedy": "My money."}
    for case_id in cases:
        await bench.lena.act(OpenComplaint, case_id=case_id, **asks)
    desks = [Desk(await opened(place), "lena") for _ in cases]

    async def grant(desk: Desk, case_id: int) -> int:
        gift: dict[str, Any] = {"redress": "refund", "cents": 5_000, "response": "It was late."}
        with suppress(Refused):
            await desk.act(DecideComplaint, case_id=case_id, outcome="upheld", **gift)
            return 1
        return 0

    granted = await asyncio.gather(*(grant(d, c) for d, c in zip(desks, cases, strict=True)))
    assert sum(granted) == 6
