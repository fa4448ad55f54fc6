"""publish: approved snapshots → public view model by allow-list → site and open data, with a proof against leaks."""

from fujiplan_cli.publish.build import build_view
from fujiplan_cli.publish.given import Correction, Leak, PublishInput, Site, named_coincidences
from fujiplan_cli.publish.proof import prove
from fujiplan_cli.publish.site import blueprint_of, build_site, make_site

__all__ = [
    "Correction",
    "Leak",
    "PublishInput",
    "Site",
    "blueprint_of",
    "build_site",
    "build_view",
    "make_site",
    "named_coincidences",
    "prove",
]
