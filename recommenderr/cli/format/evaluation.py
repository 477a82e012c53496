"""What people read of a backtest and of a fit, and the same as documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recommenderr.cli.format.tables import table
from recommenderr.evaluation.backtest import difference, in_words
from recommenderr.model.weights import SHOWN_GROUPS
from recommenderr.records import Account

if TYPE_CHECKING:
    from recommenderr.evaluation.backtest import EvalResult
    from recommenderr.evaluation.tuning import Tuned

NAMES = {
    "hit_rate@10": "lists of 10 with a hit",
    "recall@10": "share of it in the first 10",
    "ndcg@10": "NDCG of the first 10",
    "mrr@10": "1 / rank of the first hit in 10",
    "hit_rate@20": "lists of 20 with a hit",
    "ndcg@20": "NDCG of the first 20",
    "diversity": "diversity of genres",
}
SIDES = ("the default", "these weights")
TOO_SHORT = (
    "Nothing can be judged yet: it takes about six different titles in {whose} history, watched one after another."
)


def backtest_text(person: Account | None, verdicts: Sequence[EvalResult]) -> str:
    """The measures with their intervals, of one setting or of two side by side, and what the difference means."""
    first = verdicts[0]
    if not first.n_moments:
        return _too_short(person)
    who = person.name if person else _count(first.n_people, "person", "people")
    head = (
        f"For {who}, at {_count(first.n_moments, 'moment', 'moments')} of the past: everything unseen was ranked, and "
        "held against the next titles that were watched."
    )
    rows = [(name, *(str(verdict.interval(measure)) for verdict in verdicts)) for measure, name in NAMES.items()]
    parts = [head, table(("mean [95 % of the time]", *SIDES[: len(verdicts)]), rows)]
    if len(verdicts) > 1:
        parts.append(f"By NDCG of the first 10: {in_words(difference(verdicts[0], verdicts[1]), *SIDES)}")
    return "\n\n".join(parts)


def backtest_json(person: Account | None, verdicts: Sequence[EvalResult]) -> dict[str, Any]:
    """The document of `backtest --output json`; `given` and `difference` are null without `--weights`."""
    document: dict[str, Any] = {
        "account_id": person.account_id if person else None,
        "default": verdicts[0].as_json(),
        "given": None,
        "difference": None,
    }
    if len(verdicts) > 1:
        gain = difference(verdicts[0], verdicts[1])
        words = {"measure": "ndcg@10", "sign": gain.sign, "in_words": in_words(gain, *SIDES)}
        document |= {"given": verdicts[1].as_json(), "difference": gain.as_json() | words}
    return document


def tuned_text(person: Account, tuned: Tuned, *, applied: bool) -> str:
    """The weights before and after, what they gain, and what was done."""
    if not tuned.learnt:
        return _too_short(person) + " The weights stay as they are."
    rows = [
        (group, *(f"{weights.of(group):g}" for weights in (tuned.current, tuned.weights))) for group in SHOWN_GROUPS
    ]
    return "\n\n".join([table(("weight", "now", "tuned"), rows, right=(1, 2)), _gained(tuned), _done(person, applied)])


def _gained(tuned: Tuned) -> str:
    if not tuned.n_evaluated:
        return f"Fitted to {_count(tuned.n_fitted, 'moment', 'moments')} of the past; too few to judge the fit by."
    return (
        f"Fitted to the earlier {_count(tuned.n_fitted, 'moment', 'moments')}, judged on the later {tuned.n_evaluated} "
        f"by NDCG of the first 10, which changes by {tuned.gain}. "
        f"{in_words(tuned.gain, 'what counts now', 'the tuned setting')}"
    )


def _done(person: Account, applied: bool) -> str:
    if applied:
        return f'Kept as the preset "Tuned" and made the default of {person.name}.'
    return "Nothing was changed. --apply makes the tuned weights the default all the same."


def tuned_json(tuned: Tuned, *, applied: bool) -> dict[str, Any]:
    """The document of `tune --output json`."""
    return tuned.as_json() | {"applied": applied}


def _too_short(person: Account | None) -> str:
    return TOO_SHORT.format(whose=f"{person.name}'s" if person else "somebody's")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
