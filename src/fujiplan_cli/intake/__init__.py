"""Grid + Form → Submission + Findings: gate → locate → parse → checks."""

from fujiplan_cli.intake.gate import is_guide
from fujiplan_cli.intake.lookup import Expected, SheetLookup
from fujiplan_cli.intake.salvage import salvage
from fujiplan_cli.intake.take_in import NOT_READ, rejected, take_in

__all__ = ["NOT_READ", "Expected", "SheetLookup", "is_guide", "rejected", "salvage", "take_in"]
