"""One door to the compiler: plain loops over arrays, made fast. Compiled on first use, kept beside the code."""

from typing import Any

import numba


def compiled(loop: Any) -> Any:
    """``loop`` as machine code. It must use arrays and numbers only, and no randomness but its own."""
    return numba.njit(cache=True, nogil=True)(loop)
