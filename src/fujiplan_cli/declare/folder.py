"""A plan folder as a whole: every declared file is read and checked together, so that all faults come at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fujiplan_cli.declare.agreement import check_agreement, check_confirmation, check_rule_words
from fujiplan_cli.declare.document import Document, Faults, document_of, read_document
from fujiplan_cli.declare.form import form_of
from fujiplan_cli.declare.form_shape import FormShape
from fujiplan_cli.declare.method import method_of
from fujiplan_cli.declare.method_shape import MethodShape
from fujiplan_cli.declare.plan import PLAN_FILE, plan_of
from fujiplan_cli.declare.shape import shaped
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Applies, Fault, Plan, PlanFolderError


def find_plan_folder(start: Path) -> Path | None:
    """The nearest folder from ``start`` upward that holds fujiplan.toml, or None."""
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / PLAN_FILE).is_file()), None)


def load_plan(folder: Path, data: bytes | None = None) -> Plan:
    """The plan of a folder. Its forms and methods are checked too. Raises PlanFolderError with every fault.

    ``data``: what fujiplan.toml would hold, in place of what it holds.
    """
    faults: list[Fault] = []
    document = read_document(folder, PLAN_FILE) if data is None else document_of(PLAN_FILE, data)
    plan = _plan(document, folder, faults)
    if plan is None or isinstance(document, Fault):
        _check_apart(folder, faults)
        raise PlanFolderError(_once(faults))
    _check_everything(_Shelf(folder, plan, faults, {PLAN_FILE: document}))
    if faults:
        raise PlanFolderError(_once(faults))
    return plan


def load_form(folder: Path, plan: Plan, year: int, form_id: str = "progress") -> Form:
    """The form of a fiscal year, with the plan's choices filled in. Raises PlanFolderError."""
    shelf = _Shelf(folder, plan, [])
    applies = _applying(plan, year)
    if form_id not in applies.forms:
        known = "、".join(applies.forms)
        message = f"{year}年度に使う様式「{form_id}」が決まっていません（あるのは{known}）。forms に追加してください。"
        raise PlanFolderError((_fault_in_plan(plan, applies, "forms", message),))
    form = shelf.form(applies.forms[form_id])
    if form is None or shelf.faults:
        raise PlanFolderError(_once(shelf.faults))
    return form


def load_method(folder: Path, plan: Plan, year: int, method_id: str | None = None) -> Method:
    """The method of a fiscal year, or the one of that id wherever it applies. Raises PlanFolderError."""
    shelf = _Shelf(folder, plan, [])
    if method_id is not None:
        return _method_of_id(methods_of(folder, plan), method_id)
    method = shelf.method(_applying(plan, year).method)
    if method is None or shelf.faults:
        raise PlanFolderError(_once(shelf.faults))
    return method


def methods_of(folder: Path, plan: Plan) -> tuple[Method, ...]:
    """Every method of the folder (methods/*.toml and those that apply), by id. Raises PlanFolderError."""
    shelf = _Shelf(folder, plan, [])
    methods = [method for file in _method_files(folder, plan) if (method := shelf.method(file))]
    _check_doubled_methods(shelf)
    if shelf.faults:
        raise PlanFolderError(_once(shelf.faults))
    return tuple(sorted(methods, key=lambda method: method.id))


@dataclass(slots=True)
class _Shelf:
    """The files of one folder, each read once; what is wrong with them goes to ``faults``."""

    folder: Path
    plan: Plan
    faults: list[Fault]
    documents: dict[str, Document | None] = field(default_factory=dict)
    forms: dict[str, Form | None] = field(default_factory=dict)
    methods: dict[str, Method | None] = field(default_factory=dict)

    def document(self, file: str) -> Document | None:
        if file not in self.documents:
            read = read_document(self.folder, file)
            if isinstance(read, Fault):
                self.faults.append(read)
            self.documents[file] = read if isinstance(read, Document) else None
        return self.documents[file]

    def form(self, file: str) -> Form | None:
        """A form by its path below the folder; None when it cannot be read as one."""
        document = self.document(file)
        if document is not None and file not in self.forms:
            faults = document.faults()
            form = self.forms[file] = form_of(document, faults, self.plan)
            if form is not None and form.id == "progress":
                check_rule_words(form, document.data, faults)
            self.faults.extend(faults.found)
        return self.forms.get(file)

    def method(self, file: str) -> Method | None:
        document = self.document(file)
        if document is not None and file not in self.methods:
            faults = document.faults()
            self.methods[file] = method_of(document, faults, self.plan)
            self.faults.extend(faults.found)
        return self.methods.get(file)


def _plan(document: Document | Fault, folder: Path, faults: list[Fault]) -> Plan | None:
    if isinstance(document, Fault):
        faults.append(document)
        return None
    noted = document.faults()
    plan = plan_of(document, noted, str(folder))
    faults.extend(noted.found)
    return plan


def _check_apart(folder: Path, faults: list[Fault]) -> None:
    """Without a plan forms and methods cannot be checked against it, but what is wrong within them can be told."""
    for name, kind in (("forms", FormShape), ("methods", MethodShape)):
        for path in sorted((folder / name).glob("*.toml")):
            document = read_document(folder, f"{name}/{path.name}")
            if isinstance(document, Fault):
                faults.append(document)
                continue
            noted = document.faults()
            shaped(kind, document.data, noted)
            faults.extend(noted.found)


def _check_everything(shelf: _Shelf) -> None:
    plan_document = shelf.document(PLAN_FILE)
    in_plan = plan_document.faults() if plan_document else Faults(PLAN_FILE)
    for number, applies in enumerate(shelf.plan.applies):
        forms = {form_id: shelf.form(file) for form_id, file in applies.forms.items()}
        method = shelf.method(applies.method)
        for form_id, form in forms.items():
            if form is not None and form.id != form_id:
                other = f"{applies.forms[form_id]} の id「{form.id}」"
                message = f"様式の名前「{form_id}」と、{other}が異なります。そろえてください。"
                in_plan.add(("applies", number, "forms", form_id), message)
        if method is not None and not method.first_year <= applies.first_year <= applies.last_year <= method.last_year:
            years = f"{method.first_year}〜{method.last_year}"
            message = f"採点方法「{method.title}」の適用年度は{years}です。この期間には使えません。"
            in_plan.add(("applies", number, "method"), message)
        progress = forms.get("progress")
        document = shelf.document(applies.method)
        if progress is not None and method is not None and document is not None:
            noted = document.faults()
            check_agreement(progress, applies.forms["progress"], method, noted)
            shelf.faults.extend(noted.found)
        confirmation = forms.get("confirmation")
        document = shelf.document(applies.forms.get("confirmation", "")) if confirmation else None
        if confirmation is not None and method is not None and document is not None:
            noted = document.faults()
            check_confirmation(confirmation, method, applies.method, noted)
            shelf.faults.extend(noted.found)
    for file in _method_files(shelf.folder, shelf.plan):
        shelf.method(file)
    _check_doubled_methods(shelf)
    shelf.faults.extend(in_plan.found)


def _method_files(folder: Path, plan: Plan) -> tuple[str, ...]:
    found = {f"methods/{path.name}" for path in (folder / "methods").glob("*.toml")}
    return tuple(sorted(found | {applies.method for applies in plan.applies}))


def _check_doubled_methods(shelf: _Shelf) -> None:
    first: dict[str, str] = {}
    for file, method in sorted(shelf.methods.items()):
        document = shelf.document(file)
        if method is None or document is None:
            continue
        if method.id in first:
            noted = document.faults()
            noted.add(
                ("id",), f"採点方法の id「{method.id}」が {first[method.id]} と重複しています。id を変えてください。"
            )
            shelf.faults.extend(noted.found)
        first.setdefault(method.id, file)


def _applying(plan: Plan, year: int) -> Applies:
    applies = plan.applying(year)
    if applies is None:
        message = f"{year}年度に使う調書と採点方法が決まっていません。[[applies]] の期間を直してください。"
        raise PlanFolderError((Fault(PLAN_FILE, "applies", message),))
    return applies


def _fault_in_plan(plan: Plan, applies: Applies, key: str, message: str) -> Fault:
    return Fault(PLAN_FILE, f"applies[{plan.applies.index(applies) + 1}].{key}", message)


def _method_of_id(methods: tuple[Method, ...], method_id: str) -> Method:
    for method in methods:
        if method.id == method_id:
            return method
    known = "、".join(f"{method.id}（{method.title}）" for method in methods)
    message = f"採点方法「{method_id}」は methods フォルダーにありません。使えるのは{known}です。"
    raise PlanFolderError((Fault("methods", "id", message),))


def _once(faults: list[Fault]) -> tuple[Fault, ...]:
    """Each fault once (a named condition is read for every field that uses it), in the order of files and lines."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda f: (f.file != PLAN_FILE, f.file, f.line or 0)))
