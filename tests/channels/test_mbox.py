"""The mbox format: what is written comes back byte for byte, what others wrote is read."""

import io

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.channels.files.mbox import is_mbox, read_mbox, write_mail

ENVELOPE = b"desk Mon Mar  2 10:00:00 2026"
_LINES = st.lists(
    st.sampled_from(
        [
            b"From me\n",
            b">From you\n",
            b"\n",
            b"\r\n",
            b"text\n",
            b"From a Mon Mar  2 10:00:00 2026\n",
            b"no end",
            b"\r",
            b"\x00\xff\n",
        ]
    ),
    max_size=8,
)


@given(st.lists(_LINES.map(b"".join), max_size=5))
def test_what_is_written_comes_back(mails: list[bytes]) -> None:
    file = io.BytesIO()
    for raw in mails:
        write_mail(file, raw, ENVELOPE)
    file.seek(0)
    back = list(read_mbox(file, 1_000_000))
    assert [
        mail.raw[: len(raw)] for mail, raw in zip(back, mails, strict=True) if mail.raw is not None
    ] == mails


def test_the_line_of_each_mail_is_told() -> None:
    box = (
        b"From a@b Mon Mar  2 10:00:00 2026\nSubject: 1\n\none\n\n"
        b"From - Tue Mar  3 11:00:00 2026\n\ntwo\n"
    )
    assert [(m.line, m.raw) for m in read_mbox(io.BytesIO(box), 99)] == [
        (1, b"Subject: 1\n\none\n"),
        (6, b"\ntwo\n"),
    ]


def test_a_paragraph_that_begins_with_from_begins_no_mail() -> None:
    box = b"From a@b Mon Mar  2 10:00:00 2026\n\none\n\nFrom now on we deliver.\n"
    assert [m.raw for m in read_mbox(io.BytesIO(box), 999)] == [
        b"\none\n\nFrom now on we deliver.\n"
    ]


def test_a_separator_counts_without_a_blank_line_before_it() -> None:
    box = b"From a@b Mon Mar  2 10:00:00 2026\n\none\nFrom c@d Tue Mar  3 10:00:00 2026\n\ntwo\n"
    assert [m.raw for m in read_mbox(io.BytesIO(box), 999)] == [b"\none\n", b"\ntwo\n"]


def test_line_ends_of_other_machines_are_kept() -> None:
    box = (
        b"From a@b Mon Mar  2 10:00:00 2026\r\nA: 1\r\n\r\n>From x\r\n\r\n"
        b"From c 10:00\r\n\r\ntwo\r\n"
    )
    raws = [m.raw for m in read_mbox(io.BytesIO(box), 999)]
    assert raws == [b"A: 1\r\n\r\nFrom x\r\n", b"\r\ntwo\r\n"]


def test_a_mail_larger_than_the_limit_is_not_kept_and_the_next_one_is() -> None:
    file = io.BytesIO()
    for raw in (b"x" * 3_000_000 + b"\n", b"small\n"):
        write_mail(file, raw, ENVELOPE)
    file.seek(0)
    large, small = read_mbox(file, 1_000_000)
    assert large.raw is None
    assert large.size > 3_000_000
    assert small.raw == b"small\n"


def test_a_web_page_is_no_mbox() -> None:
    assert not is_mbox(b"<html>From me")
    assert is_mbox(b"\xef\xbb\xbfFrom a@b Mon Mar  2 10:00:00 2026\n")
