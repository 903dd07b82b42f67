"""Rows as the wireframes show them, and exactly as wide as the pane."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.domain.views import QueueRow
from agentdesk.text import clean_line, width
from agentdesk.tui.kit.glyphs import ASCII, UNICODE, to_ascii
from agentdesk.tui.kit.queue_line import Look, Part, heading, one_line, rule, two_lines
from tests.support.depth import depth
from tests.tui.kit_rows import NOW, row


def text(parts: list[Part]) -> str:
    return "".join(piece for piece, _ in parts)


def case(number: int, due: int | None, customer: str, subject: str, **more: Any) -> QueueRow:
    return row(
        number, due_at=None if due is None else NOW + due,
        due_kind="paused" if due is None else "FR", customer=customer, subject=subject, **more,
    )  # fmt: skip


JULES = case(
    1050, -130 * SECOND, "Jules Verne", "Router dead since the firmware update", priority=1,
    channel="call",
)  # fmt: skip
GRACE = case(
    1033, -40 * SECOND, "Grace Hopper-Murray", "Refund never arrived, third time", priority=2,
    mark="✎ omar",
)  # fmt: skip
HANAKO = case(1066, 843 * SECOND, "田中 花子", "請求書の宛名を変更したい", unread=True)
LUKASZ = case(
    1064, 22 * SECOND, "Łukasz Wiśniewski", "Can I change the delivery address", priority=2,
    channel="chat", unread=True, wrote_at=NOW - 38 * SECOND,
)  # fmt: skip
NIKOLA = case(1017, None, "Nikola Tesla", "Where is my parcel? Tracking says delivered")
NICK = case(
    1068, 2 * HOUR + 11 * MINUTE, "Nick Cave", "Where is my parcel? Tracking", mark="✎ rita"
)


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (JULES, " −02:10 P1 call  1050   Jules Verne        Router dead since the firmware up… "),
        (GRACE, " −00:40 P2 mail  1033   Grace Hopper-Murr… Refund never arrived, thir… ✎ omar "),
        (HANAKO, "  14:03 P3 mail  1066 • 田中 花子          請求書の宛名を変更したい           "),
        (NIKOLA, " paused P3 mail  1017   Nikola Tesla       Where is my parcel? Tracking says… "),
        (NICK, "  2h 11 P3 mail  1068   Nick Cave          Where is my parcel? Tracki… ✎ rita "),
    ],
)
def test_one_line_rows(shown: QueueRow, line: str) -> None:
    assert text(one_line(shown, Look(78, NOW))) == line


@pytest.mark.parametrize(
    ("shown", "upper", "lower"),
    [
        (
            LUKASZ,
            "  00:22 P2 Łukasz Wiśniewski  1064",
            "   chat  • Can I chang… wrote 38s ",
        ),
        (GRACE, " −00:40 P2 Grace Hopper-Murr… 1033", "   mail    Refund never a… ✎ omar "),
        (HANAKO, "  14:03 P3 田中 花子          1066", "   mail  • 請求書の宛名を変更し…  "),
    ],
)
def test_two_line_rows(shown: QueueRow, upper: str, lower: str) -> None:
    lines = two_lines(shown, Look(34, NOW, mine=True))
    assert [text(line) for line in lines] == [upper, lower]


def test_heading_stands_over_its_columns() -> None:
    assert text(heading(Look(78, NOW))) == (
        "    due P  chan  case   customer           about                              "
    )


def test_rule() -> None:
    assert text(rule("mine 3 · 1 wrote", Look(34, NOW))) == "─ mine 3 · 1 wrote ───────────────"


def test_cursor_and_mark_differ_by_glyph() -> None:
    def bar(**how: bool) -> str:
        return text(one_line(JULES, Look(78, NOW, **how)))[0]  # type: ignore[arg-type] # flags only

    assert [bar(), bar(selected=True), bar(marked=True), bar(selected=True, marked=True)] == [
        " ", "▌", "*", "◆",
    ]  # fmt: skip


def test_late_and_soon_differ_by_sign_and_color() -> None:
    styles = {one_line(r, Look(78, NOW))[1] for r in (JULES, LUKASZ, NICK)}
    assert ("−02:10", "late") in styles
    assert (" 00:22", "soon") in styles


def test_ghost_says_so() -> None:
    assert "moved on" in text(one_line(JULES, Look(78, NOW, ghost=True)))


def test_long_numbers_keep_the_columns() -> None:
    short, long = row(7), row(1_234_567)
    look = Look(78, NOW, id_width=7)
    assert text(one_line(short, look)).index("Ada") == text(one_line(long, look)).index("Ada")
    assert "1234567" in text(one_line(long, look))


def test_ascii_glyphs_are_as_wide() -> None:
    assert [width(g) for g in UNICODE] == [width(a) for a in ASCII] == [1] * len(ASCII)
    assert to_ascii("▌ −02:10 … 田中") == "> -02:10 . 田中"


@settings(max_examples=depth(100, 300), deadline=None)
@given(
    st.text(max_size=60), st.text(max_size=60), st.text(max_size=14), st.integers(12, 200),
    st.integers(1, 10**9), st.booleans(),
)  # fmt: skip
def test_every_line_is_exactly_as_wide_as_asked(
    customer: str, subject: str, mark: str, cells: int, number: int, selected: bool
) -> None:
    shown = row(
        number, customer=clean_line(customer), subject=clean_line(subject), mark=clean_line(mark)
    )
    look = Look(cells, NOW, id_width=len(str(number)), selected=selected)
    for parts in (one_line(shown, look), *two_lines(shown, look), rule(shown.customer, look)):
        assert width(text(parts)) == cells
