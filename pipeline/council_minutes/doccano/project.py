"""A doccano project as annotators of minutes need it: labels with colours and keys, relations, guidelines."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from council_minutes.corpus.doccano_jsonl import ATTRIBUTE_LABELS
from council_minutes.doccano.connection import Connection, DoccanoError
from council_minutes.labels import ENTITY_LABELS, RELATIONS, SPAN_LABELS

_GUIDELINES: Final = Path(__file__).parent / "data" / "annotation-guidelines.md"
_NAME_LIMIT: Final = 100  # doccano's
_DESCRIPTION: Final = "Council minutes: people, decisions, actions, figures and how they hang together"

# Entities in saturated colours, clause spans in pale ones, attributes in greys, so that nested marks stay apart.
_COLOURS: Final = MappingProxyType(
    dict(
        zip(
            (*ENTITY_LABELS, *SPAN_LABELS),
            (
                *("#1f77b4", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#d62728", "#ff7f0e", "#17becf"),
                *("#ffbb78", "#98df8a", "#aec7e8", "#ff9896", "#c5b0d5", "#f7b6d2", "#dbdb8d", "#9edae5"),
            ),
            strict=True,
        )
    )
)
_ATTRIBUTE_COLOUR: Final = "#7f7f7f"
_RELATION_COLOUR: Final = "#555555"
# One key a label; relations take shift, so that no key means two things.
_KEYS: Final = MappingProxyType(
    dict(zip((*ENTITY_LABELS, *SPAN_LABELS, *ATTRIBUTE_LABELS), "prcbodfmigeaqntv1234567890l", strict=True))
)
_RELATION_KEYS: Final = MappingProxyType(dict(zip(RELATIONS, "hiaodmwepsvfgb", strict=True)))


@dataclass(frozen=True, slots=True)
class Project:
    """A project on a server.

    Attributes:
        id: the server's number for it.
        shared: whether all annotators work on the same marks; else each has their own.
    """

    id: int
    name: str
    shared: bool


def find_project(connection: Connection, name: str) -> Project | None:
    """The project of this name, None where the user is a member of none.

    Raises:
        DoccanoError: two projects have the name, or the project cannot hold annotated minutes.
    """
    found = [project for project in connection.call("projects") if project["name"] == name]
    if len(found) > 1:
        raise DoccanoError(connection.url, f"has {len(found)} projects named {name!r}", "Rename all but one of them")
    if not found:
        return None
    settings = found[0]
    wanted = {
        "project_type": "SequenceLabeling",
        "allow_overlapping": True,
        "use_relation": True,
        "grapheme_mode": False,
    }
    wrong = [f"{key} is {settings.get(key)}" for key, value in wanted.items() if settings.get(key) != value]
    if wrong:
        cause = f"project {name!r} cannot hold annotated minutes: {', '.join(wrong)}"
        raise DoccanoError(connection.url, cause, "Use another project name: push then creates the project as needed")
    return Project(int(settings["id"]), name, bool(settings["collaborative_annotation"]))


def require_project(connection: Connection, name: str) -> Project:
    """The project of this name.

    Raises:
        DoccanoError: there is none; it names those there are.
    """
    project = find_project(connection, name)
    if project is None:
        names = ", ".join(sorted(repr(project["name"]) for project in connection.call("projects"))) or "none"
        cause = f"you are a member of no project named {name!r}"
        raise DoccanoError(connection.url, cause, f"Your projects: {names}", "missing")
    return project


def create_project(connection: Connection, name: str, shared: bool) -> Project:
    """Create a project with the guidelines and every label; label types are completed by :func:`complete_labels`.

    Raises:
        DoccanoError: the name is empty or longer than doccano allows, or the user may not create projects.
    """
    if not name.strip() or name != name.strip() or len(name) > _NAME_LIMIT:
        cause = f"{name!r} cannot name a project"
        raise DoccanoError(connection.url, cause, f"Use 1 to {_NAME_LIMIT} characters without white space at the ends")
    settings: dict[str, Any] = {
        "name": name,
        "project_type": "SequenceLabeling",
        "description": _DESCRIPTION,
        "guideline": _GUIDELINES.read_text(encoding="utf-8"),
        "collaborative_annotation": shared,
        "allow_overlapping": True,
        "grapheme_mode": False,
        "use_relation": True,
    }
    return Project(int(connection.call("create_project", **settings)), name, shared)


def complete_labels(connection: Connection, project: Project) -> int:
    """Create the label types that a project lacks, and return how many.

    A key that somebody has given to a label of their own stays with it.
    """
    spans = [
        {
            "text": label,
            "prefix_key": None,
            "suffix_key": key,
            "background_color": _COLOURS.get(label, _ATTRIBUTE_COLOUR),
        }
        for label, key in _KEYS.items()
    ]
    relations = [
        {"text": label, "prefix_key": "shift", "suffix_key": key, "background_color": _RELATION_COLOUR}
        for label, key in _RELATION_KEYS.items()
    ]
    created = 0
    for kind, labels in (("span", spans), ("relation", relations)):
        there = connection.call("label_types", project=project.id, type=kind)
        names = {label["text"] for label in there}
        taken = {(label["prefix_key"], label["suffix_key"]) for label in there}
        missing = [
            label | {"prefix_key": None, "suffix_key": None}
            if (label["prefix_key"], label["suffix_key"]) in taken
            else label
            for label in labels
            if label["text"] not in names
        ]
        if missing:
            with tempfile.TemporaryDirectory(prefix="minutes-") as folder:
                path = Path(folder) / "labels.json"
                path.write_text(json.dumps(missing), encoding="ascii")
                connection.call("create_label_types", project=project.id, type=kind, path=str(path))
        created += len(missing)
    return created
