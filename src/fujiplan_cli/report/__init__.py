"""会議資料: a frozen snapshot → the material of WG, 幹事会 and 本部 as one HTML file for paper and screen."""

from fujiplan_cli.report.given import ReportFault, ReportInput
from fujiplan_cli.report.render import render_html

__all__ = ["ReportFault", "ReportInput", "render_html"]
