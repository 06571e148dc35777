"""Shorthand for the arrays that components pass on; all live on the CPU."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats1d: TypeAlias = npt.NDArray[np.float32]
Floats2d: TypeAlias = npt.NDArray[np.float32]
Ints1d: TypeAlias = npt.NDArray[np.int64]
Bools2d: TypeAlias = npt.NDArray[np.bool_]
