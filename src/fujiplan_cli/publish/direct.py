"""How the packaged templates are compiled and written: a call is a call of Python, a name after a dot an attribute.

WHY: jinja2 asks at each call whether the function wants the context, and at each dot whether a key was meant. None of
our functions wants it, and our templates ask for attributes that are there, and for keys in brackets. A project's page
makes 600 calls; asking took a fifth of its time. Templates of a plan folder are compiled by jinja2's own way.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from fujiplan_cli.publish.spans import escaped


class DirectCode(CodeGenerator):
    """Writes the Python of a template."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A call with the arguments as they stand; whatever is more than that as jinja2 does it."""
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for place, argument in enumerate((*node.args, *node.kwargs)):
            self.write(", " if place else "")
            self.visit(argument, frame)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """An attribute of what stands before the dot."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")


class DirectTemplate(Template):
    """Writes markup as it is, and what has to be escaped as a plain text: to make markup of each piece again, only to
    join it to the next, took a sixth of the time of a page.
    """

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """The template, as jinja2 makes it, with our way to escape."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _written
        return template


def _written(value: object) -> str:
    """What `markupsafe.escape` makes of it, as it is joined to what stands around it."""
    if type(value) is str:
        return escaped(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else escape(value)
