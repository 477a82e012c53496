"""The Jinja2 environment that renders all HTML of the dashboard."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

environment = Environment(
    loader=PackageLoader("recommenderr.dashboard"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # performance only: a template is compiled once a process, and its file not looked at again
)
"""Every value is escaped unless it is `Markup`; a variable that was not passed is an error."""


def render(name: str, **context: Any) -> Markup:
    """Renders a template of the `templates` folder. The result is safe to place in another template as it is.

    Raises:
        jinja2.TemplateNotFound: no template has this name.
        jinja2.UndefinedError: the template uses a variable that is not in `context`.
    """
    return Markup(environment.get_template(name).render(context))
