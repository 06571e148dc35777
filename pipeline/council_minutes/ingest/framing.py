"""Frames between a reader and its child process: two lengths, then a JSON head, then bytes."""

from __future__ import annotations

import struct
from typing import Final

HEADER: Final = struct.Struct(">QQ")


def pack(head: bytes, body: bytes = b"") -> bytes:
    """One message: the lengths of head and body in bytes, then both."""
    return HEADER.pack(len(head), len(body)) + head + body
