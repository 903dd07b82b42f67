"""Works out the report of an attempt from what its log came to. Pure: no file, no store."""

from collections.abc import Iterator, Mapping, Sequence

from agentdesk.training.regret import regret
from agentdesk.training.report.moods import moods
from agentdesk.training.report.naming import Naming, command
from agentdesk.training.report.others import Other
from agentdesk.training.report.points import misses, part_lines
from agentdesk.training.report.report import About, Head, Prediction, Report, Unmarked, Untagged
from agentdesk.training.report.taking import beside, first_words, pick_lines
from agentdesk.training.report.timeline import timeline, untagged
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import checksum


def report_of(
    about: About,
    of: Worked,
    others: Sequence[Other] = (),
    predictions: Sequence[Prediction] = (),
    texts: Mapping[int, str] | None = None,
) -> Report:
    """Return the report of an attempt.

    ``others`` are runs of the same scenario to stand beside it, ``texts`` the trainee's own words
    by message.
    """
    names = Naming(of, about)
    parts = part_lines(of, names)
    lost = misses(of, names, parts)
    judged = regret(of.picks)
    human = {item.id: item.asks for item in of.scenario.rubric.human}
    return Report(
        head=_head(about, of),
        parts=parts,
        misses=lost,
        timeline=timeline(of, names, lost, texts or {}, about.asides),
        moods=moods(of, names),
        picks=pick_lines(judged.picks, names),
        share=judged.share,
        beside=beside(of, others, names, judged.share),
        words=first_words(of, others, names),
        predictions=tuple(predictions),
        unmarked=tuple(
            Unmarked(id, human[id], command(about, "mark", id, "0.8")) for id in of.score.unmarked
        ),
        untagged=tuple(_untagged(about, of, names, texts or {})),
    )


def _untagged(
    about: About, of: Worked, names: Naming, texts: Mapping[int, str]
) -> Iterator[Untagged]:
    free = untagged(of)
    for act in of.acts:
        id = act.message_id
        if act.word == "answered" and id in free and act.marked_at is None:
            tag = command(about, "tag", str(id), "acknowledge")
            whom = names.customer(act.guest) if act.guest else ""
            text = texts.get(id) or f"to {whom}"
            yield Untagged(id, act.at, names.clock(act.at), text, tag)


def _head(about: About, of: Worked) -> Head:
    scenario, score = of.scenario, of.score
    return Head(
        attempt=about.attempt,
        scenario=scenario.name,
        title=scenario.title,
        version=scenario.version,
        checksum=checksum(scenario),
        mode=about.mode,
        trainee=about.trainee,
        created=about.created,
        start=of.start,
        zone=scenario.start.zone,
        worked=(of.until if about.ended_at is None else about.ended_at) - of.start,
        length=scenario.length,
        finished=about.finished,
        pass_mark=scenario.pass_mark,
        points=score.points,
        out_of=score.out_of,
        per_cent=score.per_cent,
        passed=score.passed,
        failed_by=tuple(f"{item.id}: {item.because}" for item in score.failed_by),
        hints=about.hints,
        seeks=about.seeks,
        by=about.by,
    )
