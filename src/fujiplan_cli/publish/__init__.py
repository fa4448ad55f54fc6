"""publish: approved snapshots → public view model by allow-list → site and open data, with a proof against leaks.

WHAT: what goes in and comes out, and the proof. Who makes a site imports `publish.site` or `publish.build`. WHY: the
proof must owe nothing to what it looks at, and the process that proves starts without it.
"""

from fujiplan_cli.publish.given import Correction, Leak, PublishInput, Site, named_coincidences
from fujiplan_cli.publish.proof import prove

__all__ = ["Correction", "Leak", "PublishInput", "Site", "named_coincidences", "prove"]
