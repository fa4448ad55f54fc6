"""採点: Records + Method → Scorecards, each with its whole calculation (domain.md §4, points 1-10 and 14).

Everything is exact (Fractions); a score is rounded once, half up, and the grade is read from the rounded score.
Re-scoring with another method is the same function. Only `aggregate` loads
pandas, only the table and the draws of `with_robustness` load numpy, and only when they are called.
"""

from fujiplan_cli.scoring.aggregate import aggregate, aggregate_json, confirmation_shift
from fujiplan_cli.scoring.card import as_approved, card_of, cards_by_view, furthest_view, same_result
from fujiplan_cli.scoring.card_json import card_json
from fujiplan_cli.scoring.changes import Change, Changes, changes, changes_json
from fujiplan_cli.scoring.compare import Move, compare, compare_json, distribution_json
from fujiplan_cli.scoring.contribution import Contribution
from fujiplan_cli.scoring.departments import department_tallies, shift_words, tallies_json
from fujiplan_cli.scoring.explanation import Explanation, ExplanationLine, explanation, explanation_json
from fujiplan_cli.scoring.overtake import Overtake, overtake, overtake_json, overtake_words
from fujiplan_cli.scoring.rank import ranked
from fujiplan_cli.scoring.reweigh import WeightChange, weight_changes_json, weight_words
from fujiplan_cli.scoring.robustness import interval_words, robustness_words, stability_words, with_robustness
from fujiplan_cli.scoring.score import score
from fujiplan_cli.scoring.verify import ScoringFault
from fujiplan_cli.scoring.warnings import LastYear, warnings_of, with_warnings

__all__ = [
    "Change",
    "Changes",
    "Contribution",
    "Explanation",
    "ExplanationLine",
    "LastYear",
    "Move",
    "Overtake",
    "ScoringFault",
    "WeightChange",
    "aggregate",
    "aggregate_json",
    "as_approved",
    "card_json",
    "card_of",
    "cards_by_view",
    "changes",
    "changes_json",
    "compare",
    "compare_json",
    "confirmation_shift",
    "department_tallies",
    "distribution_json",
    "explanation",
    "explanation_json",
    "furthest_view",
    "interval_words",
    "overtake",
    "overtake_json",
    "overtake_words",
    "ranked",
    "robustness_words",
    "same_result",
    "score",
    "shift_words",
    "stability_words",
    "tallies_json",
    "warnings_of",
    "weight_changes_json",
    "weight_words",
    "with_robustness",
    "with_warnings",
]
