"""What one document may cost before it is refused: the defaults of every limit stand here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one document, and for the packaging it comes in.

    Attributes:
        max_bytes: size of the document's own bytes, after unpacking.
        max_chars: length of its text in code points.
        max_seconds: time to read it; enforced by ``isolated.IsolatedReader`` only.
        max_memory_mb: address space of the reading process in megabytes; enforced by ``isolated.IsolatedReader`` only.
        max_pdf_pages: pages of a PDF.
        max_nesting: elements open at once in HTML, blocks and tables within one another in Markdown and DOCX.
        max_compression_ratio: unpacked bytes for one packed byte, in zip, tar and DOCX.
        compression_floor: unpacked bytes below which the ratio is not looked at (short texts of one word repeat
            compress far without being an attack).
    """

    max_bytes: int = 50 * MEGABYTE
    max_chars: int = 10_000_000
    max_seconds: float = 60.0
    max_memory_mb: int = 2_000
    max_pdf_pages: int = 2_000
    max_nesting: int = 500
    max_compression_ratio: int = 200
    compression_floor: int = 20 * MEGABYTE


DEFAULT_LIMITS: Final = Limits()
