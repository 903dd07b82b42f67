"""Gathers what a report is made of: an attempt's book, its desk's log, an expert's run beside it.

Everything is only read; an attempt may go on while its report is made.
"""

from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

from agentdesk.clock import MINUTE, SystemClock
from agentdesk.data.errors import Refused, StoreError
from agentdesk.data.sqlite.store import SqliteStore
from agentdesk.durations import write_duration
from agentdesk.training.acts import Act, Tagged
from agentdesk.training.attempts import rows
from agentdesk.training.attempts.book import Book
from agentdesk.training.attempts.over import end_of, goes_on_alone, is_over, left_of_exam
from agentdesk.training.attempts.place import Rooms, scenario_of
from agentdesk.training.attempts.script import read_script
from agentdesk.training.attempts.seeking import inputs_of, store_of
from agentdesk.training.customers import Injected
from agentdesk.training.play import inputs
from agentdesk.training.regret import regret
from agentdesk.training.report.analysis import report_of
from agentdesk.training.report.beside import entries_of, others_of
from agentdesk.training.report.cohort import Candidate, Trial
from agentdesk.training.report.report import PLAYED, About, Agreed, Aside, Prediction, Report
from agentdesk.training.report.worked import Said, Worked, worked

AGREED: dict[rows.Agreed, Agreed] = {"same": "agreed", "case": "partly", "other": "not"}


async def gather(
    folder: Path, *, beside: bool = True, room: str = "", branch: int | None = None
) -> Report:
    """Return the report of an attempt, as far as it has come.

    ``beside`` sets an expert's run and naive ones beside an attempt that somebody worked; ``room``
    is the folder of attempts as commands have to name it, ``branch`` a line of its history, the one
    that is worked on if not given. Raises ``StoreError`` if the attempt cannot be read, ``Refused``
    for an exam that goes on: its report would be a hint.
    """
    async with _Attempt(folder, branch) as attempt:
        _refuse_hints(attempt)
        texts = await attempt.texts()
        about = _about(folder, attempt, room)
        predictions = tuple(_predictions(attempt.book))
        of = attempt.of
    worked_in = about.mode not in PLAYED
    others = await others_of(folder, of.scenario) if beside and worked_in else ()
    return report_of(about, of, others, predictions, texts)


async def trial(folder: Path) -> Trial:
    """Return what one attempt came to, for a class. Raises ``StoreError``."""
    async with _Attempt(folder) as attempt:
        of = attempt.of
        return Trial(of.score, regret(of.picks).share, len(attempt.book.asked()))


async def messages(folder: Path) -> tuple[int, ...]:
    """Return the trainee's messages in an attempt, in order. Raises ``StoreError``."""
    async with _Attempt(folder) as attempt:
        found = (act.message_id for act in attempt.answered if act.message_id is not None)
        return tuple(dict.fromkeys(found))


def candidate(folder: Path) -> Candidate:
    """Return what a class needs to know of an attempt. Raises ``StoreError``."""
    with closing(Book(folder / "book.db")) as book:
        about = book.about
        return Candidate(
            attempt=about.name,
            trainee=" ".join(about.trainee.casefold().split()),
            name=about.trainee,
            created=about.created,
            checksum=about.checksum,
            mode=about.mode,
            finished=book.state == "finished"
            or (goes_on_alone(book) and is_over(book, scenario_of(folder), SystemClock().now())),
        )


# ---- what the book and the log say


def _refuse_hints(attempt: "_Attempt") -> None:
    """Refuse to tell of an exam what would help in it, until its shift is over on the wall."""
    book, of = attempt.book, attempt.of
    left = left_of_exam(book, of.scenario, SystemClock().now())
    if left is not None and left > 0:
        minutes = write_duration(-(-left // MINUTE) * MINUTE)
        raise Refused(
            f"{book.about.name} is an exam that goes on for {minutes}: its report would be a hint. "
            "It is there once the exam is over."
        )


class _Attempt:
    """An attempt, open to be read: its book, the desk's store of its branch, what it came to."""

    of: Worked
    over: bool
    """Whether it was ended, or is an exam whose time is up."""
    ended_at: int | None = None
    """When an exam was ended before its shift was over."""

    def __init__(self, folder: Path, branch: int | None = None) -> None:
        self._folder, self._open, self._wanted = folder, AsyncExitStack(), branch

    async def __aenter__(self) -> "_Attempt":
        try:
            await self._read()
        except BaseException:
            await self._open.aclose()
            raise
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._open.aclose()

    async def _read(self) -> None:
        scenario = scenario_of(self._folder)
        self.book = self._open.enter_context(closing(Book(self._folder / "book.db")))
        current, piece = self.book.current
        self.branch = branch = current if self._wanted is None else self._wanted
        path = store_of(self._folder, branch)
        if not path.is_file():
            branches = ", ".join(str(one.id) for one in self.book.branches())
            raise StoreError(
                f"There is nothing of branch {branch} of {self._folder.name} yet: there are "
                f"{branches}."
            )
        self.store = await SqliteStore.open(path, read_only=True, create=False)
        self._open.push_async_callback(self.store.close)
        entries = await entries_of(self.store)
        known = [entry.recorded_at for entry in entries]
        if branch == current:
            here = self.book.presence
            known += [piece.at] if here is None or here.branch != branch else [piece.at, here.at]
        self.over = is_over(self.book, scenario, SystemClock().now())
        until = max(known, default=piece.at)
        end = end_of(scenario)
        if self.book.about.mode == "exam" and self.over:
            # An exam is about its whole shift: who ends it or leaves has left the rest undone.
            self.ended_at = until if self.book.state == "finished" and until < end else None
            until = end
        marks = {mark.item: mark.share for mark in self.book.marks()}
        self.of = worked(scenario, entries, until, self._beside(branch), marks)

    def _beside(self, branch: int) -> list[Said]:
        """Return what was said beside the log; of tags those too that came after the end."""
        script = self._folder / "script.json"
        given = inputs_of(self.book, branch, read_script(script) if script.exists() else None)
        late = [tag for tag in self.book.tags() if not tag.input]
        return [*_said(given), *(Tagged(tag.at, tag.message_id, tag.words) for tag in late)]

    @property
    def answered(self) -> list[Act]:
        """The trainee's messages."""
        of = self.of
        return [act for act in of.acts if act.word == "answered" and act.by == of.scenario.trainee]

    async def texts(self) -> dict[int, str]:
        """Return the trainee's own words, by message."""
        cases = {act.case_id for act in self.answered if act.case_id is not None}
        views = [await self.store.reads.case(case_id) for case_id in sorted(cases)]
        return {
            item.message.id: item.message.body
            for view in views
            if view is not None
            for item in view.items
            if item.message.author == self.of.scenario.trainee
        }


def _said(given: Iterable[inputs.Input]) -> Iterator[Said]:
    for one in given:
        if isinstance(one, inputs.SetOff):
            yield Injected(one.at, one.inject)
        elif isinstance(one, inputs.Tagged):
            yield Tagged(one.at, one.message_id, one.words)


def _about(folder: Path, attempt: _Attempt, room: str) -> About:
    book = attempt.book
    about = book.about
    hints = [Aside(one.at, "hint", "; ".join(one.words)) for one in book.asked()]
    whispers = [Aside(one.at, "whisper", one.text) for one in book.whispers()]
    return About(
        attempt=about.name,
        mode=about.mode,
        trainee=about.trainee,
        by=_played_by(folder, about),
        created=about.created,
        finished=attempt.over,
        ended_at=attempt.ended_at,
        hints=len(hints),
        seeks=len(book.branches()) - 1,
        asides=(*hints, *whispers),
        room=room,
        branch=attempt.branch,
    )


def _played_by(folder: Path, about: rows.About) -> str:
    """Return who works where somebody looks on; empty where the trainee works."""
    if about.mode not in PLAYED:
        return ""
    if not about.source:
        return "the expert"
    try:
        with closing(Book(Rooms(folder.parent).find(about.source) / "book.db")) as book:
            return book.about.trainee
    except (StoreError, Refused):
        # The attempt that was played is gone; its acts are kept in this one.
        return f"who worked {about.source}"


def _predictions(book: Book) -> Iterator[Prediction]:
    for one in book.predictions():
        yield Prediction(
            one.at, _of(one.said, one.said_case), _of(one.did, one.did_case), AGREED[one.agreed]
        )


def _of(act: str, case_id: int | None) -> str:
    return act if case_id is None else f"{act}, case {case_id}"
