"""What is kept of a case beside its course: surveys, goodwill, promises, complaints, scorings."""

from typing import Any

from msgspec.structs import replace

from agentdesk.board.records import (
    CaseRecord,
    ComplaintRecord,
    EvaluationRecord,
    GoodwillRecord,
    PromiseRecord,
    SurveyRecord,
)
from agentdesk.domain import events as e


def _sent(record: CaseRecord | None, fact: e.Fact, x: e.SurveySent) -> CaseRecord | None:
    if record is None:
        return None
    surveys = (*record.surveys, SurveyRecord(x.survey, sent_at=fact.at))
    return replace(record, surveys=surveys, touched_at=fact.at)


def _answered(record: CaseRecord | None, fact: e.Fact, x: e.SurveyAnswered) -> CaseRecord | None:
    """Put an answer to the oldest question of its kind that has none, else by itself."""
    if record is None:
        return None
    surveys = record.surveys
    for n, asked in enumerate(surveys):
        if asked.survey == x.survey and asked.answered_at is None:
            answer = replace(asked, answered_at=fact.at, score=x.score)
            surveys = (*surveys[:n], answer, *surveys[n + 1 :])
            return replace(record, surveys=surveys, touched_at=fact.at)
    answer = SurveyRecord(x.survey, answered_at=fact.at, score=x.score)
    return replace(record, surveys=(*surveys, answer), touched_at=fact.at)


def _granted(record: CaseRecord | None, fact: e.Fact, x: e.GoodwillGranted) -> CaseRecord | None:
    if record is None:
        return None
    grant = GoodwillRecord(fact.at, x.form, x.cents, x.currency, fact.actor)
    return replace(record, goodwill=(*record.goodwill, grant), touched_at=fact.at)


def _promised(record: CaseRecord | None, fact: e.Fact, x: e.PromiseMade) -> CaseRecord | None:
    if record is None:
        return None
    promise = PromiseRecord(x.promise_id, fact.at, x.due_at)
    return replace(record, promises=(*record.promises, promise), touched_at=fact.at)


def _kept(record: CaseRecord | None, fact: e.Fact, x: e.PromiseSettled) -> CaseRecord | None:
    if record is None:
        return None
    promises = tuple(
        replace(one, settled_at=fact.at, kept=x.kept) if one.id == x.promise_id else one
        for one in record.promises
    )
    return replace(record, promises=promises, touched_at=fact.at)


def _complained(record: CaseRecord | None, fact: e.Fact, x: e.ComplaintOpened) -> CaseRecord | None:
    if record is None:
        return None
    complaint = ComplaintRecord(fact.at, x.category, x.severity, x.ack_due_at, x.decide_due_at)
    return replace(record, complaint=complaint, touched_at=fact.at)


def _acknowledged(
    record: CaseRecord | None, fact: e.Fact, x: e.ComplaintAcknowledged
) -> CaseRecord | None:
    return _complaint(record, fact, acknowledged_at=fact.at)


def _decided(record: CaseRecord | None, fact: e.Fact, x: e.ComplaintDecided) -> CaseRecord | None:
    return _complaint(record, fact, decided_at=fact.at, outcome=x.outcome)


def _closed(record: CaseRecord | None, fact: e.Fact, x: e.ComplaintClosed) -> CaseRecord | None:
    return _complaint(record, fact, closed_at=fact.at)


def _complaint(record: CaseRecord | None, fact: e.Fact, **fields: Any) -> CaseRecord | None:
    if record is None or record.complaint is None:
        return record
    return replace(record, complaint=replace(record.complaint, **fields), touched_at=fact.at)


def _evaluated(record: CaseRecord | None, fact: e.Fact, x: e.QaEvaluated) -> CaseRecord | None:
    if record is None:
        return None
    evaluation = EvaluationRecord(fact.at, x.items, x.auto_fail is not None)
    return replace(record, evaluations=(*record.evaluations, evaluation), touched_at=fact.at)


FOLDS: dict[type[Any], Any] = {
    e.SurveySent: _sent,
    e.SurveyAnswered: _answered,
    e.GoodwillGranted: _granted,
    e.PromiseMade: _promised,
    e.PromiseSettled: _kept,
    e.ComplaintOpened: _complained,
    e.ComplaintAcknowledged: _acknowledged,
    e.ComplaintDecided: _decided,
    e.ComplaintClosed: _closed,
    e.QaEvaluated: _evaluated,
}
