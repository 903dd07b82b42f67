"""Exam, watch and predict; trainers at work in a room; attempts that were left or are damaged."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from agentdesk.clock import HOUR, MINUTE
from agentdesk.data.errors import Refused, StoreError
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import SCRIPT, Mode
from agentdesk.training.attempts.trainers import NOBODY
from agentdesk.training.play.inputs import Did, SetOff, Tagged, command_id_of
from agentdesk.training.scenario import Scenario
from tests.training.attempt_bed import MAIL, STEP, Bed, do, hash_again, hash_of, inputs, shift
from tests.training.small import small


async def test_nothing_of_the_transport_works_in_an_exam(tmp_path: Path) -> None:
    bed = Bed(tmp_path, "exam")
    async with bed.room() as room:
        assert room.clock.running
        touches = (
            room.stop,
            room.go_on,
            room.step,
            room.faster,
            room.restart,
            room.bookmark,
            room.hints,
        )
        for touch in touches:
            with pytest.raises(Refused):
                await touch()
        with pytest.raises(Refused, match="An exam goes on as time does"):
            await room.seek(room.start)
        await bed.until(room, 3)
        await do(room, "take_next", "one")


async def test_an_exam_that_was_closed_goes_on_with_the_time_having_passed(tmp_path: Path) -> None:
    bed = Bed(tmp_path, "exam")
    async with bed.room() as room:
        await bed.until(room, 3)
        await do(room, "take_next", "act-0")
        before = await room.store.reads.last_seq()
    bed.wall.advance(40 * MINUTE)
    async with bed.room() as room:
        assert room.clock.now() == room.start + 3 * STEP + 40 * MINUTE
        assert await room.store.reads.last_seq() > before
        until, left = room.clock.now(), await hash_of(room)
        assert left == await hash_again(tmp_path, bed.scenario, inputs(room), until)
    bed.wall.advance(9 * HOUR)
    async with bed.room(going=False) as room:
        assert room.clock.now() == room.end
        assert room.book.state == "finished"
        with pytest.raises(Refused, match="over"):
            await do(room, "release", "late", case_id=1)


async def test_watching_plays_what_was_done_and_nothing_else(tmp_path: Path) -> None:
    first = Bed(tmp_path)
    async with first.room() as room:
        await shift(first, room)
        await first.until(room, 60)
        done = await hash_of(room)
    bed = Bed(tmp_path, "watch", source=first.folder.name)
    async with bed.room() as room:
        await bed.until(room, 3.5)
        assert len(await room.store.reads.mine("lena")) == 1
        with pytest.raises(Refused, match="You are watching"):
            await do(room, "release", "mine", case_id=1)
        await room.seek(room.start + 29 * STEP)
        past = await hash_of(room)
    async with bed.room() as room:
        assert (room.store.line.inputs, room.clock.now()) == (5, room.start + 29 * STEP)
        await room.seek(room.start + 2 * STEP)
        assert await room.store.reads.mine("lena") == ()
        await room.step()
        await room.seek(room.start + 29 * STEP)
        assert await hash_of(room) == past
        await room.set_speed(64)
        await room.go_on()
        await bed.until(room, 60)
        assert await hash_of(room) == done


async def test_every_moment_of_what_is_watched_is_made_ready(tmp_path: Path) -> None:
    first = Bed(tmp_path)
    async with first.room() as room:
        await shift(first, room)
    bed = Bed(tmp_path, "watch", source=first.folder.name)
    async with bed.room() as room:
        await room.lay()
        laid = [kept.at for kept in room.book.snapshots() if kept.branch == SCRIPT]
        assert (len(laid) > 4, laid[-1]) == (True, room.end)
        at = room.start + 41 * STEP
        await room.seek(at)
        begun = await hash_of(room)
        assert begun == await hash_again(tmp_path, bed.scenario, inputs(room), at)
        for file in (bed.folder / "snapshots").iterdir():
            file.unlink()
        await room.seek(at)
        assert await hash_of(room) == begun
    assert not list(bed.folder.glob("script.db*"))
    assert len(list(bed.folder.glob("branch-?.db"))) == 1


async def test_what_was_laid_to_be_watched_serves_again(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    source = bed.folder

    def to_watch(who: str = "robin", of: Path | None = source, title: str = "Small") -> Path:
        return Rooms(tmp_path).to_watch(small(title=title), who, of, wall=bed.wall)

    async with bed.room() as room:
        await shift(bed, room)
        assert to_watch() != to_watch(), "what is still worked in goes on, or elsewhere"
        await room.finish()
    found = to_watch()
    assert to_watch() == found
    others = (to_watch("kim"), to_watch(of=None), to_watch(title="Another"))
    assert found not in others
    bed.folder = found
    async with bed.room(going=False) as room:
        assert to_watch() != found, "it is open"
        await room.seek(room.end)
    async with bed.room(going=False) as room:
        assert room.clock.now() == room.end
        await room.seek(room.start)
        assert room.clock.now() == room.start


async def test_predicting_stops_before_each_deed_and_keeps_what_was_said(tmp_path: Path) -> None:
    first = Bed(tmp_path)
    async with first.room() as room:
        await shift(first, room)
    bed = Bed(tmp_path, "predict", source=first.folder.name)
    async with bed.room() as room:
        with pytest.raises(Refused):
            await room.predict("take", 1)
        await bed_stops(bed, room)
        assert room.deed is not None
        assert (room.deed.act, room.clock.now()) == ("take", room.start + 3 * STEP)
        with pytest.raises(Refused):
            await room.go_on()
        said = [(await room.predict("take", 1)).agreed]
        await bed_stops(bed, room)
        said.append((await room.predict("reply", 1)).agreed)
    async with bed.room() as room:
        await bed_stops(bed, room)
        assert room.deed is not None
        assert room.deed.act == "reply"
        said.append((await room.predict("reply", 2)).agreed)
        assert said == ["same", "case", "other"]
        kept = [(one.said, one.did, one.did_case) for one in room.book.predictions()]
        assert kept == [("take", "take", 1), ("reply", "verify", 1), ("reply", "reply", 1)]


@pytest.mark.parametrize("mode", ["exam", "practise"])
async def test_a_clock_on_the_wall_that_is_set_back_stops_no_shift(
    tmp_path: Path, mode: Mode
) -> None:
    bed = Bed(tmp_path, mode)
    async with bed.room(going=mode != "exam") as room:
        await bed.until(room, 3)
        before = room.clock.now()
        bed.wall.advance(-HOUR)
        await room.turn()
        assert room.clock.now() == before
        bed.wall.advance(STEP)
        await room.turn()
        assert room.clock.now() == before + STEP
        assert room.book.presence is not None
        assert room.book.presence.wall == bed.wall.now()
    bed.wall.advance(-HOUR)
    async with bed.room(going=mode != "exam") as room:
        assert room.clock.now() == before + STEP
        bed.wall.advance(STEP)
        await room.turn()
        assert room.clock.now() == before + 2 * STEP


async def bed_stops(bed: Bed, room: Room) -> None:
    """Let time pass until something is to be predicted."""
    for _ in range(600):
        bed.wall.advance(MINUTE)
        await room.turn()
        if room.deed is not None:
            return
    raise AssertionError("nothing came to be predicted")


def with_inject() -> Scenario:
    away = "{id: gone, what: drops_out, who: omar, back: 10m}"
    return small(rubric=f'{{human: [{{id: tone, asks: "Was it kind?"}}]}}\ninjects: [{away}]')


async def test_what_was_wanted_while_nobody_was_there_is_not_done_when_they_come(
    tmp_path: Path,
) -> None:
    bed = Bed(tmp_path)
    with closing(Book(bed.folder / "book.db")) as trainer:
        trainer.control("end", "ute", bed.wall.now())
        bed.wall.advance(HOUR)
        async with bed.room() as room:
            await room.turn()
            assert not room.band.over
        assert [one.answer for one in trainer.controls()] == [NOBODY]


async def test_trainers_are_heard_while_somebody_works(tmp_path: Path) -> None:
    bed = Bed(tmp_path, scenario=with_inject())
    async with bed.room() as room:
        await shift(bed, room, 0, 2)
        await bed.until(room, 8)
        message = (await do(room, "reply", "said", case_id=1, **MAIL)).result["message_id"]
        trainer = Book(bed.folder / "book.db")
        trainer.tag(message, ("acknowledge",), "ute")
        trainer.tag(message, ("no-such-word",), "ute")
        trainer.tag(9_999, ("own",), "ute")
        trainer.whisper("Ask for the number.", "ute")
        trainer.control("inject", "ute", bed.wall.now(), "nothing")
        trainer.control("inject", "ute", bed.wall.now(), "gone")
        trainer.control("pause", "ute", bed.wall.now())
        await room.turn()
        assert not room.clock.running
        assert [one.text for one in room.band.whispers] == ["Ask for the number."]
        room.shown(room.band.whispers[0])
        assert room.band.whispers == ()
        felt = [(tag.words, tag.input) for tag in trainer.tags()]
        assert felt == [(("acknowledge",), 6), (("no-such-word",), 0), (("own",), 0)]
        assert [type(one) for one in inputs(room)[4:]] == [SetOff, Tagged]
        answers = [one.answer for one in trainer.controls()]
        assert "no inject “nothing”" in answers[0]
        assert answers[1:] == ["", ""]
        await room.seek(room.clock.now() + MINUTE)
        assert (await room.store.reads.agent("omar"))[0].state != "available"
        again = await hash_again(tmp_path, bed.scenario, inputs(room), room.clock.now())
        assert await hash_of(room) == again
        trainer.control("end", "ute", bed.wall.now())
        await room.turn()
        assert trainer.state == "finished"
        seen = trainer.presence
        assert seen is not None
        assert seen.at == room.clock.now()
        trainer.close()


async def test_nobody_stops_an_exam(tmp_path: Path) -> None:
    bed = Bed(tmp_path, "exam")
    async with bed.room() as room:
        room.book.control("pause", "ute", bed.wall.now())
        trainer = Book(bed.folder / "book.db")
        trainer.control("go_on", "ute", bed.wall.now())
        await room.turn()
        assert room.clock.running
        assert all("An exam goes on" in one.answer for one in trainer.controls())
        trainer.close()


async def test_an_attempt_is_worked_in_by_one_program(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room():
        with pytest.raises(Refused, match="open in another window"):
            await Room.open(bed.folder, wall=bed.wall)
    async with bed.room():
        pass


async def test_an_input_that_the_store_never_saw_is_dropped(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await shift(bed, room, 0, 1)
        lost = Did(3, room.clock.now(), "take_next", b'{"command_id":"lost","actor":"lena"}')
        room.book.write(0, lost)
    async with bed.room() as room:
        assert [command_id_of(one) for one in inputs(room) if isinstance(one, Did)] == [
            "act-0",
            "act-1",
        ]
        await shift(bed, room, 2, 3)
        until = room.clock.now()
        again = await hash_again(tmp_path, bed.scenario, inputs(room), until)
        assert await hash_of(room) == again


async def test_a_store_of_a_newer_program_is_told_in_a_sentence(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room():
        pass
    db = sqlite3.connect(bed.folder / "branch-0.db")
    db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(StoreError, match="A newer agentdesk has changed"):
        await Room.open(bed.folder, wall=bed.wall)
    (bed.folder / "branch-0.db").unlink()
    async with bed.room():
        pass


async def test_a_finished_attempt_is_looked_at_and_not_worked_in(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await shift(bed, room, 0, 2)
        score = await room.finish()
        assert 0 < score.points < score.out_of
    async with bed.room(going=False) as room:
        assert room.store.read_only == "This attempt is over. Begin another one, or watch it."
        assert await room.finish() == score
        with pytest.raises(Refused):
            await room.seek(room.start)


def test_nothing_that_reaches_a_customer_is_loaded() -> None:
    script = (
        "import sys, agentdesk.training.attempts.room, agentdesk.training.play.expert;"
        "print(*[name for name in sys.modules if name.startswith("
        "('agentdesk.channels', 'smtplib', 'imaplib', 'asyncpg', 'http.client'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


WORKER = """
import asyncio, sys
from pathlib import Path
from agentdesk.desk.registry import USE_CASES
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import SCRIPT, Mode

async def work(folder):
    room = await Room.open(folder)
    await room.set_speed(64)
    await room.go_on()
    while not await room.store.reads.rows((1,)):
        await room.turn()
    for n in range(10_000):
        note = USE_CASES["note"].command(
            command_id=f"note-{n}", actor="lena", case_id=1, body=f"line {n}"
        )
        await room.store.act(USE_CASES["note"], note)
        print(f"note-{n}", flush=True)

asyncio.run(work(Path(sys.argv[1])))
"""


def killed(folder: Path, after: int) -> list[str]:
    """Let another process work and kill it; return what it was answered."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(after)]
    finally:
        os.kill(process.pid, signal.SIGKILL)
        rest = process.communicate()[0]
    return told + rest.split("\n")[:-1]


async def test_killed_at_any_moment_nothing_answered_is_lost(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    answered = killed(bed.folder, 25)
    bed.wall.at = 4_000_000_000_000
    async with bed.room() as room:
        ids = [command_id_of(one) for one in inputs(room) if isinstance(one, Did)]
        assert ids[: len(answered)] == answered
        assert len(ids) - len(answered) <= 1
        log = await room.store.reads.entries(0, limit=100_000)
        assert {one.fact.command for one in log if one.fact.command.startswith("note")} == set(ids)
        until = room.clock.now()
        again = await hash_again(tmp_path, bed.scenario, inputs(room), until)
        assert await hash_of(room) == again
