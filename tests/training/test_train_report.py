"""``agentdesk train report``, ``cohort``, ``mark`` and ``tag`` on attempts that were made."""

import asyncio
import csv
import io
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from agentdesk.clock import MINUTE
from agentdesk.data.errors import Refused, StoreError
from agentdesk.training.attempts.place import Rooms
from agentdesk.training.attempts.room import Room
from agentdesk.training.attempts.rows import Mode
from agentdesk.training.reading import shipped_scenario
from agentdesk.training.report import beside
from agentdesk.training.report.beside import expert_worked
from agentdesk.training.report.gathering import candidate, gather
from agentdesk.training.report.others import Other
from agentdesk.training.report.report import Report
from agentdesk.training.report.writing.forms import write
from agentdesk.training.scenario import Scenario
from tests.cli.conftest import Runner
from tests.training.attempt_bed import STEP, Bed, do, shift
from tests.training.small import small


async def _made(place: Path, mode: Mode) -> Path:
    """Work the small scenario to its end, and finish."""
    bed = Bed(place, mode)
    async with bed.room(going=mode != "exam") as room:
        await shift(bed, room)
        await bed.until(room, 60)
        await room.finish()
    return bed.folder


@pytest.fixture(scope="module")
def attempt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a finished attempt; it is copied, never changed."""
    return asyncio.run(_made(tmp_path_factory.mktemp("class"), "practise"))


@pytest.fixture
def room(attempt: Path, tmp_path: Path) -> Path:
    """Return a folder of attempts with that one in it."""
    shutil.copytree(attempt.parent, tmp_path / "room")
    return tmp_path / "room"


def _another(room: Path, trainee: str, *, mode: str = "exam", state: str = "finished") -> None:
    """Put a copy of the attempt beside it, as if somebody else had made it."""
    number = len(Rooms(room).list()) + 1
    folder = room / f"small-{number}"
    shutil.copytree(room / "small-1", folder)
    with sqlite3.connect(folder / "book.db") as db:
        about = json.loads(db.execute("SELECT body FROM about").fetchone()[0])
        about |= {"name": folder.name, "trainee": trainee, "mode": mode, "created": number}
        db.execute("UPDATE about SET body = ?, state = ?", (json.dumps(about).encode(), state))
    db.close()


def test_a_report_tells_what_the_room_scored(desk: Runner, room: Path) -> None:
    told = desk("train", "report", "small-1", "--room", room, "--json").one
    head = told["head"]
    assert (head["attempt"], head["mode"], head["trainee"]) == ("small-1", "practise", "Lena")
    assert head["finished"] is True
    assert head["worked"] == 60 * 64_000
    assert [one["who"] for one in told["beside"]][:2] == ["you", "an expert"]
    assert told["beside"][1]["passed"] is True
    assert [one["who"] for one in told["beside"] if one.get("points") is not None][2:] == [
        "oldest first",
        "highest priority first",
    ]
    assert {pick["taken"].split(" (")[0] for pick in told["picks"]} == {"Bo Lind", "Cy Moor"}
    (free,) = told["untagged"]
    assert free["text"] == "What is the number of your order?"
    assert free["command"].endswith(f"--room {room}")


async def test_an_attempt_that_goes_on_is_told_as_far_as_it_has_come(tmp_path: Path) -> None:
    bed = Bed(tmp_path)
    async with bed.room() as room:
        await shift(bed, room, last=3)
        await bed.until(room, 20)
        report = await gather(bed.folder, beside=False)
        assert not report.head.finished
        live = room.score()
        assert (report.head.points, report.head.out_of) == (live.points, live.out_of)
        await room.seek(room.start + 4 * 64_000)
        again = await gather(bed.folder, beside=False)
        assert again.head.seeks == 1
        assert " --branch 1 --at " in again.timeline[0].replay
        trunk = await gather(bed.folder, beside=False, branch=0)
        assert len(trunk.timeline) > len(again.timeline)
        with pytest.raises(StoreError, match="There is nothing of branch 7 of small-1 yet"):
            await gather(bed.folder, branch=7)
        assert not [one for one in again.timeline if one.text.startswith("What is")]
        await do(room, "note", "act-back", case_id=1, body="Back.")
        again = await gather(bed.folder, beside=False)
        assert any(one.told.startswith("write a note") for one in again.timeline)


async def test_an_exam_that_goes_on_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bed = Bed(tmp_path, "exam")
    monkeypatch.setattr("agentdesk.training.report.gathering.SystemClock", lambda: bed.wall)
    async with bed.room(going=False) as room:
        await bed.until(room, 10)
        with pytest.raises(Refused, match="is an exam that goes on for 1h 50m"):
            await gather(bed.folder, beside=False)
        await room.finish()
    assert (await gather(bed.folder, beside=False)).head.finished


async def test_who_ends_an_exam_early_has_left_the_rest_of_it_undone(tmp_path: Path) -> None:
    def lost(report: Report) -> set[str]:
        return {miss.id for miss in report.misses if miss.how == "missed"}

    told = {}
    modes: tuple[Mode, ...] = ("exam", "practise")
    for mode in modes:
        bed = Bed(tmp_path / mode, mode)
        async with bed.room(going=mode != "exam") as room:
            await shift(bed, room, last=0)
            await room.finish()
        told[mode] = await gather(bed.folder, beside=False)
    exam, practise = told["exam"], told["practise"]
    assert exam.head.worked == practise.head.worked == 3 * STEP
    assert "first" in lost(exam) - lost(practise)
    assert not exam.head.passed
    text = io.StringIO()
    write(exam, "md", text)
    assert "of 2h worked; the rest counts as left undone." in text.getvalue()


async def test_an_exam_that_was_left_is_told_to_its_end_once_its_time_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bed = Bed(tmp_path, "exam")
    monkeypatch.setattr("agentdesk.training.report.gathering.SystemClock", lambda: bed.wall)
    async with bed.room(going=False) as room:
        await shift(bed, room, last=3)
    assert not candidate(bed.folder).finished
    bed.wall.advance(small().length)
    # Who leaves does not leave a class's sum by it.
    assert candidate(bed.folder).finished
    left = await gather(bed.folder, beside=False)
    assert left.head.finished
    assert left.head.worked == small().length
    async with bed.room(going=False) as room:
        await room.turn()
    again = await gather(bed.folder, beside=False)
    assert (left.head.points, left.parts, left.misses) == (
        again.head.points, again.parts, again.misses,
    )  # fmt: skip


async def test_predictions_are_told_beside_what_the_expert_did(tmp_path: Path) -> None:
    bed = Bed(tmp_path, "predict")
    async with bed.room() as room:
        await _until_a_deed(bed, room)
        await room.predict("resolve", 1)
        await _until_a_deed(bed, room)
        deed = room.deed
        assert deed is not None
        await room.predict(deed.act, deed.case_id)
        await room.finish()
    report = await gather(bed.folder, beside=False)
    assert [one.agreed for one in report.predictions] == ["partly", "agreed"]
    assert report.predictions[0].said == "resolve, case 1"
    assert report.predictions[0].did == "take, case 1"
    text = io.StringIO()
    write(report, "md", text)
    assert "1 of 2 agreed with the expert" in text.getvalue()
    assert "Lena looked on while the expert worked." in text.getvalue()
    assert {one.who for one in report.timeline if one.kind == "did"} == {"the expert"}


async def test_whoever_is_watched_is_told_by_their_name(room: Path) -> None:
    bed = Bed(room, "watch", source="small-1")
    async with bed.room() as there:
        await there.finish()
    report = await gather(bed.folder)
    assert (report.head.by, len(report.beside)) == ("Lena", 4)
    shutil.rmtree(room / "small-1")
    assert (await gather(bed.folder)).head.by == "who worked small-1"


async def _until_a_deed(bed: Bed, room: Room) -> None:
    for _ in range(200):
        if room.deed is not None:
            return
        bed.wall.advance(MINUTE)
        await room.turn()
    raise AssertionError("nothing is about to be done")


@pytest.mark.parametrize("form", ["md", "html", "csv", "json"])
def test_a_report_is_written_into_a_file_by_its_name(
    desk: Runner, room: Path, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"ada.{form}"
    ran = desk("train", "report", "small-1", "--room", room, "--alone", "--to", path)
    assert (ran.code, ran.out) == (0, f"The report is in {path}.\n")
    text = path.read_text("utf-8")
    if form == "json":
        assert json.loads(text)["head"]["scenario"] == "small"
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["row"] for row in rows} == {"total", "part", "item", "miss", "pick", "moment"}
    else:
        assert "What is done within its time and tolerance has full marks" in text
        assert "train replay small-1" in text


def test_marks_and_tags_count_in_the_next_report(desk: Runner, room: Path) -> None:
    told = desk("train", "report", "small-1", "--room", room, "--alone", "--json").one
    message = told["untagged"][0]["message"]
    assert [one["id"] for one in told["unmarked"]] == ["tone"]
    assert desk("train", "mark", "small-1", "tone", "80%", "--room", room).code == 0
    ran = desk("train", "tag", "small-1", message, "own", "asked:order number", "--room", room)
    assert ran.out == f"Message {message} of small-1 is tagged own, asked:order number.\n"
    again = desk("train", "report", "small-1", "--room", room, "--alone", "--json").one
    assert again["unmarked"] == []
    assert again["untagged"] == []
    items = {item["id"]: item for part in again["parts"] for item in part["items"]}
    assert items["tone"]["told"] == "Marked 80% by a trainer."
    assert items["asks"]["got"] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("report", "small-9"), 4, "There is no attempt “small-9”"),
        (("mark", "small-1", "tonne", "1"), 4, "There are tone."),
        (("mark", "small-1", "tone", "1.2"), 2, "is no share: write 0 to 1, or 80%."),
        (("mark", "small-1", "tone", "nan"), 2, "is no share"),
        (("tag", "small-1", "999", "own"), 4, "999 is no message of the trainee's"),
        (("tag", "small-1", "1", "shout"), 2, "A text does none of “shout”."),
        (("report", "small-1", "--to", "nowhere/x.md"), 2, "There is no folder"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    desk: Runner, room: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = desk("train", *words, "--room", room)
    assert (ran.code, said in ran.err) == (code, True), ran.err


def test_a_class_needs_five_first_attempts(desk: Runner, room: Path) -> None:
    for name in ("Ada", "Bea", "Cem", "Dov"):
        _another(room, name)
    _another(room, "ada")  # again
    _another(room, "Eva", state="working")
    _another(room, "Fay", mode="practise")
    ran = desk("train", "cohort", "small-2", "--mode", "exam", "--room", room)
    assert (ran.code, ran.out) == (1, "")
    assert "There are 4 (1 more are not finished)." in ran.err
    _another(room, "Gil")
    told = desk("train", "cohort", "small-2", "--mode", "exam", "--room", room, "--json").one
    assert (told["count"], told["later"], told["unfinished"]) == (5, 1, 1)
    assert told["who"] == []
    text = desk("train", "cohort", "small-2", "--mode", "exam", "--room", room).out
    assert not any(name in text for name in ("Ada", "Bea", "Cem", "Dov", "Gil", "Lena"))
    named = desk("train", "cohort", "small-2", "--mode", "exam", "--room", room, "--names").out
    assert [line for line in named.splitlines() if line[2:5] in ("Ada", "Bea", "Gil")] == [
        "| Ada |",
        "| Bea |",
        "| Gil |",
    ]


def test_a_damaged_attempt_is_left_out_of_a_class_and_named(desk: Runner, room: Path) -> None:
    _another(room, "Ada")
    (room / "small-2" / "book.db").write_bytes(b"no book")
    ran = desk("train", "cohort", "small-1", "--mode", "exam", "--room", room)
    assert ran.code == 1
    assert "small-2 is left out" in ran.err
    assert "There is none." in ran.err


async def test_what_others_came_to_is_worked_out_once(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = room / "small-1"
    first = await gather(folder)
    assert (folder / beside.FILE).stat().st_mode & 0o777 == 0o600
    with monkeypatch.context() as patch:
        patch.delattr(beside, "_worked_out")
        assert await gather(folder) == first
    kept = (folder / beside.FILE).read_bytes()
    others, asked = beside._kept(folder / beside.FILE, small()), []

    async def known(scenario: Scenario) -> tuple[Other, ...]:
        asked.append(scenario)
        return others or ()

    monkeypatch.setattr(beside, "_worked_out", known)
    mark = f'"format":{beside.FORMAT}'.encode()
    assert mark in kept
    for other in (b"damaged", kept.replace(mark, b'"format":0')):
        (folder / beside.FILE).write_bytes(other)
        assert await gather(folder) == first
        assert (folder / beside.FILE).read_bytes() == kept
    assert len(asked) == 2


async def test_a_folder_that_keeps_nothing_gives_the_same_report(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, other = room / "small-1", Other("an expert", 7.5, 9, True, None, (), {})

    async def known(scenario: Scenario) -> tuple[Other, ...]:
        return (other,)

    monkeypatch.setattr(beside, "_worked_out", known)
    # A folder of that name can neither be read nor replaced, whoever one is.
    (folder / beside.FILE).mkdir()
    there = sorted(path.name for path in folder.iterdir())
    report = await gather(folder)
    assert report.beside[1].points == other.points
    assert sorted(path.name for path in folder.iterdir()) == there


async def test_the_expert_is_told_to_have_passed() -> None:
    of = await expert_worked(shipped_scenario("angry-and-grieving"))
    assert of.score.passed
    assert of.picks
