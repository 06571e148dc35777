"""An annotated document: its text, what is said of it, and what is marked in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from council_minutes.annotations import Annotations


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """One document of an annotation set.

    Attributes:
        key: the file's name without its suffix; unique in a set.
        text: the document's text; every offset counts its code points.
        meta: the attributes of ``<minutes>`` (``council``, ``body``, ``date``, ``title``, ``style``, ...).
        annotations: the marks and relations.
    """

    key: str
    text: str
    meta: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    annotations: Annotations = field(default_factory=Annotations)

    @property
    def council(self) -> str:
        """The host council's code or name; the key where the document does not tell."""
        return self.meta.get("council", self.key)
