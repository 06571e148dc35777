"""Every error the package raises on purpose: what went wrong, where, and what to do about it."""

from __future__ import annotations


class CouncilMinutesError(Exception):
    """Base of all errors of this package.

    Args:
        where: the file, document, table or option the error is about.
        cause: what is wrong with it, in words a person can act on.
        remedy: what to do about it; empty where nothing can be done.
    """

    def __init__(self, where: str, cause: str, remedy: str = "") -> None:
        self.where = where
        self.cause = cause
        self.remedy = remedy
        super().__init__(f"{where}: {cause}" + (f". {remedy}" if remedy else ""))


class ArchiveError(CouncilMinutesError):
    """An archive (folder, zip, tar, table) cannot be opened or holds nothing to read."""


class ReadError(CouncilMinutesError):
    """One document cannot be turned into text."""


class LimitError(ReadError):
    """One document is larger, deeper or slower than the limits allow."""


class AnnotationError(CouncilMinutesError):
    """An annotated document breaks the annotation guidelines' form."""


class AlignmentError(CouncilMinutesError):
    """Annotations do not fit the boundaries of a pipeline's tokens."""


class ModelError(CouncilMinutesError):
    """A model cannot be found, loaded, trained or exported."""


class OutputError(CouncilMinutesError):
    """An output folder cannot be written, or holds another run's tables."""
