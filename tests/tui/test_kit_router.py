"""Keys through the router, in a headless app: reads are given to it as a driver would."""

import asyncio

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot

from agentdesk.tui.kit.driver import KeyReader, TerminalRead
from tests.tui.kit_demo import Demo


def keys(text: str) -> list[Key]:
    """Return the keys a terminal would send for ``text`` in one read."""
    reader = KeyReader()
    found: list[Key] = []
    for message in [*reader.feed(text, 0.0), *reader.tick(9.0)]:
        found += message.keys if isinstance(message, TerminalRead) else []
        found += [message] if isinstance(message, Key) else []
    return found


async def typed(demo: Demo, pilot: Pilot[int], text: str) -> list[str]:
    """Give ``text`` in one read and return what came of it."""
    before = len(demo.log_lines)
    demo.router.read(keys(text))
    await demo.router.settled()
    await pilot.pause()
    await demo.router.settled()
    return demo.log_lines[before:]


async def logged(demo: Demo, last: str) -> None:
    """Wait until the last thing that happened is ``last``."""
    async with asyncio.timeout(20):
        while demo.log_lines[-1:] != [last]:  # noqa: ASYNC110 (a timer tells nobody)
            await asyncio.sleep(0.01)


async def test_burst_into_an_opening_sheet_loses_nothing() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "r1abc\rT") == [
            "resolved {'disposition': 'solved', 'summary': 'abc'}",
            "case.take",
        ]


async def test_burst_of_prefixed_keys() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "gqm1fz") == ["go.queue", "macro.1", "view.snoozed"]


async def test_unknown_second_key_is_dropped_with_its_prefix() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "gT") == []
        assert await typed(demo, pilot, "T") == ["case.take"]


async def test_prefix_is_shown_after_a_while_and_taken_away() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        await typed(demo, pilot, "g")
        await logged(demo, "prefix g")
        assert await typed(demo, pilot, "q") == ["prefix ", "go.queue"]


async def test_command_sees_all_that_was_typed_before_it() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "iabcd\x7f\x13") == ["case.write", "sent 'abc'"]


async def test_escape_and_letter_leave_then_act() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        await typed(demo, pilot, "i")
        assert await typed(demo, pilot, "\x1bT") == ["nav.back", "case.take"]
        await typed(demo, pilot, "i")
        demo.router.read([Key("alt+shift+t", "T")])
        await demo.router.settled()
        assert demo.log_lines[-2:] == ["nav.back", "case.take"]


async def test_shift_t_counts_as_capital() -> None:
    demo = Demo()
    async with demo.run_test():
        demo.router.read([Key("shift+t", None)])
        await demo.router.settled()
        assert demo.log_lines[-1] == "case.take"


async def test_text_in_one_read_is_held_until_enter() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "TTTTTTTT") == ["held TTTTTTTT"]
        demo.router._held_at -= 1  # a while later
        assert await typed(demo, pilot, "\r") == ["held ", *["case.take"] * 8]


async def test_held_text_is_dropped_by_escape_but_not_by_its_own_end() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        await typed(demo, pilot, "TTTTTTTT")
        assert await typed(demo, pilot, "\r") == ["held TTTTTTTT"]
        demo.router._held_at -= 1
        assert await typed(demo, pilot, "\x1b") == ["held "]
        assert await typed(demo, pilot, "T") == ["case.take"]


async def test_movement_is_never_held() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "j" * 20 + "gg") == ["list.next"] * 20 + ["list.top"]


async def test_paste_outside_a_box_is_ignored_with_a_notice() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        demo.router.paste(Paste("resolve me\r"))
        await demo.router.settled()
        assert demo.log_lines[-1].startswith("notice Pasted text was ignored")
        await typed(demo, pilot, "i")
        demo.router.paste(Paste("/pasted"))
        assert await typed(demo, pilot, "\x13") == ["sent '/pasted'"]


async def test_foreign_letter_is_explained() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "о") == [
            "notice The keyboard is in another alphabet: о is no key here."
        ]
        await typed(demo, pilot, "i")
        assert await typed(demo, pilot, "о\x13") == ["sent 'о'"]


async def test_hand_typed_word_applies_nothing() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        for key in "refund":
            await typed(demo, pilot, key)
        assert await typed(demo, pilot, "\r") == []
        assert await typed(demo, pilot, "\x1b") == ["resolved None"]


async def test_letter_of_the_sheet_and_its_missing_text() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "rr") == ["resolved {'letter': 'reply'}"]
        assert await typed(demo, pilot, "r1\r") == []
        assert "Write first" in demo.screen.state.problem  # type: ignore[attr-defined] # a Sheet
        assert await typed(demo, pilot, "x\x13") == [
            "resolved {'disposition': 'solved', 'summary': 'x'}"
        ]


async def test_arrows_and_enter_choose() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        assert await typed(demo, pilot, "r\x1b[B\rwhy\r") == [
            "resolved {'disposition': 'no', 'summary': 'why'}"
        ]


async def test_keys_wait_while_held_and_go_on() -> None:
    demo = Demo()
    async with demo.run_test() as pilot:
        hold = demo.router.hold()
        assert await typed(demo, pilot, "T") == []
        demo.router.release(hold)
        await demo.router.settled()
        assert demo.log_lines[-1] == "case.take"


async def test_forgotten_hold_ends_by_itself() -> None:
    demo = Demo()
    async with demo.run_test():
        demo.router.hold(for_s=0.01)
        demo.router.read(keys("T"))
        await logged(demo, "case.take")


@pytest.mark.parametrize("split", range(1, 4))
def test_reader_joins_sequences_split_over_reads(split: int) -> None:
    reader = KeyReader()
    sequence = "\x1b[B"
    messages = [*reader.feed(sequence[:split], 0.0), *reader.feed(sequence[split:], 0.01)]
    assert [m.key for m in messages if isinstance(m, Key)] == ["down"]


@pytest.mark.parametrize("gap", [0.0, 0.05, 0.099, 0.15])
def test_escape_then_letter_at_any_distance(gap: float) -> None:
    reader = KeyReader()
    messages = reader.feed("\x1b", 0.0)
    messages += reader.tick(gap)
    messages += reader.feed("f", gap)
    messages += reader.tick(gap + 1)
    found = [k for m in messages for k in (m.keys if isinstance(m, TerminalRead) else [m])]
    assert [k.key for k in found if isinstance(k, Key)] == ["escape", "f"]


def test_pasted_text_stays_one_event_even_with_escapes_and_splits() -> None:
    reader = KeyReader()
    messages = reader.feed("T\x1b[200~one\x1bf two\x1b[20", 0.0)
    messages += reader.feed("1~T", 0.01)
    assert isinstance(messages[0], Key)
    assert [m.text for m in messages if isinstance(m, Paste)] == ["onef two"]
    assert isinstance(messages[-1], Key)
    assert messages[-1].key == "T"
