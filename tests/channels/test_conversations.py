"""Which mails belong together, in whatever order they lie."""

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.channels.email.conversations import Conversations, Glance, glance
from agentdesk.channels.email.intake import take_in
from agentdesk.clock import DAY

NOW = 20_000 * DAY


def together(mails: list[tuple[int, Glance]]) -> set[frozenset[int]]:
    """Return which of some mails, each with its name, are one conversation."""
    heap = Conversations(NOW)
    for name, seen in mails:
        heap.add(seen, str(name).encode())
    return {frozenset(mails[place][0] for place in one.mails) for one in heap.all()}


# A forest: each mail answers one before it, or none; some have no id, some name all above them.
answers = st.lists(st.tuples(st.integers(0, 8), st.booleans(), st.booleans()), max_size=14)


@given(st.data(), answers)
def test_the_order_of_mails_does_not_matter(
    data: st.DataObject, made: list[tuple[int, bool, bool]]
) -> None:
    above: dict[int, int] = {}
    mails: list[tuple[int, Glance]] = []
    for number, (back, whole, numbered) in enumerate(made):
        parent = number - back if 0 < back <= number else None
        names: list[str] = []
        at = parent
        while at is not None:
            names.append(f"m{at}@x")
            at = above.get(at) if whole else None
        if parent is not None:
            above[number] = parent
        root = number
        while root in above:
            root = above[root]
        seen = Glance(f"m{number}@x", tuple(names), root if numbered else None, number * DAY)
        mails.append((number, seen))
    expected: dict[int, set[int]] = {}
    for number, _ in mails:
        root = number
        while root in above:
            root = above[root]
        expected.setdefault(root, set()).add(number)
    shuffled = data.draw(st.permutations(mails))
    assert together(shuffled) == set(map(frozenset, expected.values()))


def test_mails_that_answer_a_mail_that_is_gone_belong_together() -> None:
    mails = [(0, Glance("a@x", ("gone@x",))), (1, Glance("b@x", ("gone@x",))), (2, Glance("c@x"))]
    assert together(mails) == {frozenset((0, 1)), frozenset((2,))}


def test_the_number_in_a_subject_joins_and_a_mail_without_an_id_is_its_bytes() -> None:
    mails = [(0, Glance("a@x", number=7)), (1, Glance(number=7)), (2, Glance()), (2, Glance())]
    assert together(mails) == {frozenset((0, 1)), frozenset((2,))}


def test_a_conversation_has_the_time_of_its_mails_and_none_that_lies_ahead() -> None:
    heap = Conversations(NOW)
    for seen in (
        Glance("a@x", date=NOW + 1),
        Glance("b@x", ("a@x",), date=300),
        Glance("c@x", ("b@x",), date=200),
        Glance("d@x"),
    ):
        heap.add(seen, b"")
    dated, undated = heap.all()
    assert (dated.mails, dated.oldest, dated.newest) == ((0, 2, 1), 200, 300)
    assert (undated.mails, undated.oldest, undated.newest) == ((3,), None, None)


def test_headers_say_what_reading_the_whole_mail_says() -> None:
    raw = (
        b"Received: from x; Mon, 02 Mar 2020 10:00:01 +0000\n"
        b"From: =?utf-8?q?Ad=C3=A1?= <ada@marsh.example>\nMessage-ID: <b@marsh.example>\n"
        b"References: <a@x>\n <a2@x>\nIn-Reply-To: <a3@x> (of Monday)\nSubject: Re: [#1042] Hello\n"
        b"Date: Mon, 02 Mar 2020 10:00:00 +0000\n\nText\n"
    )
    seen, read = glance(raw), take_in(raw).command
    assert (seen.own, seen.date, seen.number) == (read.rfc_id, read.date, 1042)
    assert set(seen.names) == {*read.references, read.in_reply_to}
    undated = glance(raw.replace(b"\nDate: Mon, 02 Mar 2020 10:00:00 +0000", b""))
    assert undated.date == 1_583_143_201_000
    assert glance(raw.replace(b"\n", b"\r\n")) == seen
    assert glance(b"\n\n" + raw).own == seen.own


def test_a_report_belongs_to_the_mail_that_came_back() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example\nMessage-ID: <r@mx.example>\nSubject: Undelivered\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\n"
        b"Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
        b"--b\nContent-Type: message/rfc822\n\nMessage-ID: <sent@desk.example>\nSubject: Hi\n\nHi\n"
        b"--b--\n"
    )
    assert glance(raw).names == ("sent@desk.example",)


def test_whatever_the_bytes_a_glance_is_had() -> None:
    for raw in (b"", b"\n", b"\xff" * 300, b"From: x\n", b"Date: nonsense\n\n"):
        assert glance(raw).own == ""
