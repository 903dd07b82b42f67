"""Writing: chats, two people at one case, one's own editor, files that go along, what follows."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Paste

from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.open import open_store
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.replying import Reply
from agentdesk.domain.views import Draft
from agentdesk.tui.desk.app import DeskApp
from tests.tui.desk_bed import Bed, desk, fill, key_of, mail


@pytest.fixture
async def clock(tmp_path: Path) -> ManualClock:
    """Return the clock of a store in which three customers have written."""
    return await fill(tmp_path / "desk.db")


def text(bed: Bed) -> str:
    """Return what stands in the text box."""
    assert bed.app.desk.composer is not None
    return bed.app.desk.composer.text


async def chat(path: Path, clock: ManualClock) -> int:
    """Let a customer begin a chat; return the case."""
    store = await open_store(str(path), clock=clock, create=False)
    command = Receive(
        command_id="chat", actor="customer", from_address="nick@cave.example", from_name="Nick",
        to=("billing@desk.example",), subject="Quick question", body="Are you there?",
        reply_text="Are you there?", rfc_id="chat@customer.example", channel="chat",
    )  # fmt: skip
    case_id = int((await Desk(store, "customer").do(command)).result["case_id"])
    await store.close()
    return case_id


async def test_a_chat_names_whom_one_talks_to_and_no_mail_address(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    await chat(tmp_path / "desk.db", clock)
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        rule = next(line for line in bed.lines if "REPLY" in line)
        assert "Nick" in rule
        assert "@" not in rule


async def test_quitting_names_the_held_send_and_each_case_with_a_text_once(
    tmp_path: Path,
) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("Sent.")
        await bed.press("ctrl+s", "T", "i")
        await bed.type("Half a")
        await bed.press("escape")
        said = await bed.app.open_ends()
        assert "It leaves on time, even without the desk." in said
        assert f"Your text in case {bed.app.need_bench().case_id} is not sent." in said


async def test_in_a_chat_enter_sends_at_once_and_the_box_says_so(
    tmp_path: Path, clock: ManualClock
) -> None:
    case_id = await chat(tmp_path / "desk.db", clock)
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.type(f":{case_id}\n")
        await bed.press("i")
        await bed.until(lambda: any("Enter sends, no undo" in line for line in bed.lines))
        await bed.type("Yes,")
        await bed.press("ctrl+j")
        await bed.type("I am.")
        assert text(bed).startswith("Yes,\nI am.")
        await bed.press("enter")
        view = await bed.app.need_bench().session.store.reads.case(case_id)
        assert view is not None
        assert view.items[-1].message.body == "Yes,\nI am."
        assert bed.app.desk.composer is not None
        assert bed.app.desk.composer.writing is None

        await bed.press("i")
        bed.app.router.paste(Paste("x" * 1001))
        await bed.settle()
        assert any("1001 of 1000" in line for line in bed.lines), "\n".join(bed.lines)
        await bed.press("enter")
        assert "chat takes 1,000: send it in parts" in bed.status
        assert text(bed).startswith("x" * 1001)


async def test_a_reply_is_held_once_when_the_customer_wrote_again(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("We look into it.")
        clock.advance(MINUTE)
        store = bed.app.need_bench().session.store
        again = Receive(
            command_id="again", actor="customer", from_address="ada@lovelace.example",
            from_name="Ada", to=("billing@desk.example",), subject="Re: [#1]",
            body="It is solved.", reply_text="It is solved.", rfc_id="again@x.example",
            case_id=1,
        )  # fmt: skip
        await Desk(store, "customer").do(again)
        await bed.press("ctrl+s")
        assert "The customer wrote again at 09:05: read it first" in bed.status
        await bed.until(lambda: any("It is solved." in line for line in bed.lines))
        assert text(bed) == "We look into it."
        await bed.press("ctrl+s")
        view = await store.reads.case(1)
        assert view is not None
        assert view.items[-1].message.body == "We look into it."


async def test_a_reply_is_held_once_when_a_colleague_answered_meanwhile(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("We look into it.")
        clock.advance(MINUTE)
        store = bed.app.need_bench().session.store
        await Desk(store, "mona").do(
            Reply(command_id="hers", actor="mona", case_id=1, body="It is done.",
                  to=("ada@lovelace.example",), rfc_id="hers@desk.example", raw=b"frozen")
        )  # fmt: skip
        clock.advance(12 * SECOND)
        await bed.press("ctrl+s")
        assert "mona answered 12s ago: read it first, your text is kept." in bed.status
        await bed.until(lambda: any("It is done." in line for line in bed.lines))
        assert text(bed) == "We look into it."
        await bed.press("ctrl+s")
        view = await store.reads.case(1)
        assert view is not None
        assert [i.message.author for i in view.items if i.message.direction == "out"] == [
            "mona",
            "lena",
        ]


async def test_two_people_who_answer_one_case_are_told_of_each_other(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("Hello.")
        live = bed.app.need_bench().session.store.live
        await live.here("omar", 1, "typing", clock.now())
        await bed.until(lambda: any("omar is replying" in line for line in bed.lines))
        await bed.press("ctrl+s")
        assert "omar is writing too: the same key again sends" in bed.status
        assert text(bed) == "Hello."
        await bed.press("ctrl+s")
        assert bed.app.desk.composer is not None
        assert bed.app.desk.composer.writing is None


@pytest.mark.parametrize(
    ("script", "said", "kept"),
    [
        ("open(p,'a').write(' And more.')", "", "Mine: ‹date›. And more."),
        ("import os; os.remove(p)", "left no file", "Mine: ‹date›."),
        ("open(p,'w').write('x'*5_000_000)", "more than a reply can have", "Mine: ‹date›."),
        ("import sys; sys.exit(3)", "ended with an error (3)", "Mine: ‹date›."),
        (None, "could not be started", "Mine: ‹date›."),
    ],
)
async def test_an_editor_that_fails_loses_nothing(
    tmp_path: Path,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    script: str | None,
    said: str,
    kept: str,
) -> None:
    import contextlib

    editor = tmp_path / "editor.py"
    editor.write_text(f"import sys\np = sys.argv[1]\n{script}\n")
    named = f"{sys.executable} {editor}" if script else "/no/such/editor"
    monkeypatch.setenv("EDITOR", named)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    away: list[bool] = []

    @contextlib.contextmanager
    def suspend(self: DeskApp) -> Iterator[None]:
        # As Textual's: an error that goes through leaves the terminal with the shell.
        away.append(True)
        yield
        away.clear()

    monkeypatch.setattr(DeskApp, "suspend", suspend)
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("Mine: ‹date›.")
        await bed.press("ctrl+g")
        assert said in bed.status
        assert not away
        assert text(bed) == kept
    left = [path for path in os.listdir(tmp_path) if path.startswith("agentdesk-")]
    assert len(left) == (1 if "5_000_000" in str(script) else 0)


async def test_files_go_along_are_kept_with_the_draft_and_taken_off(
    tmp_path: Path, clock: ManualClock
) -> None:
    bill = tmp_path / "bill.pdf"
    bill.write_bytes(b"%PDF-1.4" + b"x" * 14_000)
    (tmp_path / "huge.bin").write_bytes(b"x" * 10_000_001)
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.type("Here it is.")
        await enclose(bed, str(tmp_path / "bil"), "tab")
        await bed.until(lambda: any("1 file: bill.pdf 14 kB" in line for line in bed.lines))
        await enclose(bed, str(tmp_path / "huge.bin"))
        assert "huge.bin was not added" in bed.status
        await enclose(bed, "/no/such/file")
        assert "is no file" in bed.status
        await bed.press("escape", "i")
        await bed.until(lambda: any("1 file: bill.pdf" in line for line in bed.lines))
        bill.write_bytes(b"%PDF-1.7")
        await bed.press("ctrl+s")
        store = bed.app.need_bench().session.store
        view = await store.reads.case(1)
        assert view is not None
        (part,) = view.items[-1].parts
        assert (part.filename, part.mime) == ("bill.pdf", "application/pdf")
        found = await store.reads.part(part.id)
        assert found is not None
        assert found[1] == b"%PDF-1.7"

        await bed.press("i")
        assert not any("1 file" in line for line in bed.lines)
        await enclose(bed, str(bill))
        await enclose(bed, "off bill.pdf")
        assert not any("1 file" in line for line in bed.lines)


async def enclose(bed: Bed, path: str, *keys: str) -> None:
    """Open the line for a file, write a path over what stands there, and take it."""
    await bed.press("ctrl+p", "ctrl+u")
    await bed.type(path)
    await bed.press(*keys, "enter")


async def test_after_a_send_the_next_case_is_opened_and_named(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "1", "T", "i")
        bed.app.after_send = "next"
        await bed.type("Done.")
        await bed.press("ctrl+s")
        assert bed.app.need_bench().case_id == 1
        assert bed.status.startswith("Next: 1, Charged twice")
        bed.app.after_send = "list"
        await bed.press("i")
        await bed.type("Done too.")
        await bed.press("ctrl+s")
        assert bed.app.desk.pane == "queue"


async def test_what_the_text_box_hides_is_counted_on_its_rule(
    tmp_path: Path, clock: ManualClock
) -> None:
    long = "\n".join(f"line {n}" for n in range(40))
    store = await open_store(str(tmp_path / "desk.db"), clock=clock, create=False)
    case_id = await mail(store, 9, name="Mia", address="m@x.example", subject="Long", body=long)
    await store.close()
    async with desk(tmp_path / "desk.db", clock) as bed:
        bench = bed.app.need_bench()
        await bed.type(f":{case_id}\n")
        await bed.until(lambda: bench.opened is not None and bench.opened.case.row.id == case_id)
        await bed.press("n")
        await bed.type("For later.")
        await bed.press("ctrl+s")
        await bed.until(lambda: bench.opened is not None and len(bench.opened.case.items) == 2)
        await bed.press("i")
        await bed.until(lambda: any("1 note below" in line for line in bed.lines))


async def test_a_draft_stands_on_its_row_and_an_untouched_text_is_none(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i", "escape")
        assert not any("draft" in line for line in bed.lines)
        await bed.press("i")
        await bed.type("Half a")
        await bed.press("escape", "1")
        await bed.until(lambda: any("✎ draft" in line for line in bed.lines))
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.until(lambda: any("✎ draft" in line for line in bed.lines))
        await bed.press("g", "m", "i")
        assert text(bed) == "Half a"
        await bed.type(" word.")
        await bed.press("ctrl+s")
        await bed.until(lambda: not any("✎ draft" in line for line in bed.lines))


async def test_a_text_that_is_kept_while_it_is_sent_is_no_draft_afterwards(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is slow to keep the last letters: their draft would be there to be sent again."""
    keeping, slow = asyncio.Event(), asyncio.Event()
    async with desk(tmp_path / "desk.db", clock) as bed:
        session = bed.app.need_bench().session
        at_once = session.desk.save_draft

        async def save_draft(draft: Draft) -> None:
            keeping.set()
            await slow.wait()
            await at_once(draft)

        monkeypatch.setattr(session.desk, "save_draft", save_draft)
        await bed.press("T", "i")
        await bed.type("Sent once.")
        await bed.until(keeping.is_set)
        bed.app.router.read([key_of("ctrl+s")])
        await bed.until(lambda: not bed.app.desk.writing)
        slow.set()
        await bed.settle()
        assert await session.store.live.drafts("lena") == ()


async def test_a_note_offers_no_key_that_sends(tmp_path: Path) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T", "i")
        await bed.until(lambda: "Ctrl+R +resolve" in bed.lines[-1])
        await bed.press("ctrl+t")
        await bed.until(lambda: "Ctrl+S keep note" in bed.lines[-1])
        assert "send" not in bed.lines[-1]
        assert "+resolve" not in bed.lines[-1]


async def test_the_footer_says_what_was_taken_back_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = await fill(tmp_path / "desk.db")
    async with desk(tmp_path / "desk.db", clock) as bed:
        await bed.press("T")
        case = bed.app.need_bench().case_id
        await bed.press("u")
        assert bed.status == f"Taken back: took {case}."
        monkeypatch.setattr("agentdesk.tui.desk.bench.SAID_S", -1.0)
        await bed.until(lambda: not bed.status)
