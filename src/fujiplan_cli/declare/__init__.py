"""fujiplan.toml, forms and methods → Plan, Form, Method; every fault of a plan folder at once, with file, key, line."""

from fujiplan_cli.declare.folder import find_plan_folder, load_form, load_method, load_plan, methods_of
from fujiplan_cli.declare.plan_edit import CannotEdit, block_of, with_department_ended
from fujiplan_cli.declare.scaffold import scaffold

__all__ = [
    "CannotEdit",
    "block_of",
    "find_plan_folder",
    "load_form",
    "load_method",
    "load_plan",
    "methods_of",
    "scaffold",
    "with_department_ended",
]
