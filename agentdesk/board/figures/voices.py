"""What customers and evaluators say of the work."""

from collections.abc import Callable, Iterator, Sequence

from agentdesk.board.figures.counting import DOCS, cases_of, figure, ratio
from agentdesk.board.figures.figure import Figure, Item, Items, Look
from agentdesk.board.records import EvaluationRecord
from agentdesk.board.values import Value

NPS = "Reichheld, HBR 2003; " + DOCS
CES = "Gartner, Customer Effort Score; " + DOCS


def _scored(survey: str, worth: Callable[[int], float]) -> Items:
    """Return what yields each answer to a survey at its own time, with what it is worth."""

    def items(look: Look) -> Iterator[Item]:
        span = look.span
        for case in cases_of(look):
            for one in case.surveys:
                if one.survey == survey and one.score is not None and span.holds(one.answered_at):
                    yield Item(one.answered_at or 0, case, worth(one.score))

    return items


def _replies(look: Look) -> Iterator[Item]:
    for case in cases_of(look):
        for one in case.surveys:
            if one.survey == "csat" and one.sent_at is not None and look.span.holds(one.sent_at):
                answered = one.answered_at is not None
                yield Item(one.sent_at, case, answered, 1, not answered)


def _points(items: Sequence[Item]) -> Value:
    value = ratio("points")(items)
    return Value("points", 100 * value.numerator, value.denominator)


def score_of(evaluation: EvaluationRecord) -> float | None:
    """Return the score of an evaluation, 0 to 1; ``None`` if nothing in it was applicable."""
    weights = sum(weight for _, weight, score in evaluation.items if score is not None)
    if not weights:
        return None
    if evaluation.auto_fail:
        return 0.0
    return sum(w * score for _, w, score in evaluation.items if score is not None) / weights


def _quality(look: Look) -> Iterator[Item]:
    for case in cases_of(look):
        for evaluation in case.evaluations:
            score = score_of(evaluation)
            if score is not None and look.span.holds(evaluation.at):
                yield Item(evaluation.at, case, score)


def _failed(look: Look) -> Iterator[Item]:
    for case in cases_of(look):
        for evaluation in case.evaluations:
            if look.span.holds(evaluation.at):
                yield Item(evaluation.at, case, evaluation.auto_fail)


FIGURES: tuple[Figure, ...] = (
    figure(
        "csat",
        "Customer satisfaction",
        "CSAT",
        "share",
        _scored("csat", lambda score: score >= 4),
        ratio("share"),
        definition="Answers of 4 and 5, of all answers from 1 to 5.",
        formula="answers ≥ 4 ÷ answers",
        good=1,
    ),
    figure(
        "csat.mean",
        "Customer satisfaction, mean",
        "CSAT avg",
        "score",
        _scored("csat", float),
        ratio("score"),
        definition="The mean of the answers, from 1 to 5.",
        formula="Σ answers ÷ answers",
        good=1,
    ),
    figure(
        "csat.replies",
        "Customer satisfaction, replies",
        "Replies",
        "share",
        _replies,
        ratio("share"),
        definition="Customers who answered, of those who were asked in this time.",
        formula="survey.answered ÷ survey.sent",
        good=1,
    ),
    figure(
        "nps",
        "Net promoter score",
        "NPS",
        "points",
        _scored("nps", lambda score: (score >= 9) - (score <= 6)),
        _points,
        definition="Of answers from 0 to 10, the share of 9 and 10 less the share of 0 to 6, in "
        "points from −100 to 100.",
        formula="100 × (answers ≥ 9 − answers ≤ 6) ÷ answers",
        source=NPS,
        good=1,
    ),
    figure(
        "ces",
        "Customer effort score",
        "CES",
        "share",
        _scored("ces", lambda score: score >= 5),
        ratio("share"),
        definition="Answers of 5 to 7, of all answers from 1 to 7 to how easy it was.",
        formula="answers ≥ 5 ÷ answers",
        source=CES,
        good=1,
    ),
    figure(
        "ces.mean",
        "Customer effort score, mean",
        "CES avg",
        "score",
        _scored("ces", float),
        ratio("score"),
        definition="The mean of the answers to how easy it was, from 1 to 7.",
        formula="Σ answers ÷ answers",
        source=CES,
        good=1,
    ),
    figure(
        "quality",
        "Quality",
        "Quality",
        "share",
        _quality,
        ratio("share"),
        definition="The mean score of evaluated contacts, weighted by item; what was not "
        "applicable is left out. An item that fails the whole makes it 0.",
        formula="mean of Σ (weight × score) ÷ Σ weight",
        good=1,
    ),
    figure(
        "quality.auto_fail",
        "Quality, failed",
        "Failed",
        "share",
        _failed,
        ratio("share"),
        definition="Evaluated contacts in which one item failed the whole, of all evaluated.",
        formula="evaluations with auto_fail ÷ evaluations",
        good=-1,
    ),
)
