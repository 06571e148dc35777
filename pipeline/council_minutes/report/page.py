"""The page around the data: our scripts and styles, the charting library, and a policy that lets nothing else run.

Scripts and styles stand inside the page and are named by their digests in its Content-Security-Policy; data stand in
script elements that are no scripts. The page loads nothing and sends nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from string import Template
from typing import Final

_ASSETS: Final = files("council_minutes.report") / "assets"
_STYLES: Final = ("theme", "page", "controls", "tables", "charts", "document", "marks")
# In the order in which they need one another.
_SCRIPTS: Final = (
    "start",
    "dom",
    "format",
    "theme",
    "data",
    "route",
    "scope",
    "table_model",
    "table_cells",
    "table_view",
    "chart",
    "summary",
    "overview",
    "marks",
    "legend",
    "mark_details",
    "document_find",
    "document_text",
    "document_view",
    "main",
)
_LIBRARY: Final = "vendor/chart.umd.min.js"


def head() -> str:
    """Everything of the page that stands before the data."""
    styles = "\n".join(_asset(f"css/{name}.css") for name in _STYLES)
    scripts = [_digest(script) for script in _scripts()]
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            f"style-src {_digest(styles)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )
    return Template(_asset("page.html")).substitute(policy=policy, styles=styles)


def data_element(name: str, content: str, kind: str = "application/octet-stream") -> str:
    """A script element that is no script: ``content`` is base64, or JSON from ``payload.script_json``."""
    return f'<script type="{kind}" id="{name}">{content}</script>\n'


def tail() -> Iterator[str]:
    """Everything that stands after the data."""
    for script in _scripts():
        yield f"<script>{script}</script>\n"
    yield "</body>\n</html>\n"


@cache
def _scripts() -> tuple[str, str]:
    """The charting library without the address of its source map, and our own scripts as one."""
    library = _asset(_LIBRARY).partition("//# sourceMappingURL=")[0]
    return library, "\n".join(_asset(f"js/{name}.js") for name in _SCRIPTS)


@cache
def _asset(path: str) -> str:
    return (_ASSETS / path).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
