from __future__ import annotations

import sys
from pathlib import Path

# the helpers of these tests, imported as ``documents``
sys.path.insert(0, str(Path(__file__).parent))
