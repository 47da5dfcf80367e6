"""One door to the compiler: plain loops over arrays, made fast. Compiled on first use and kept for the next process.

The compiler looks whether the file of a loop has changed, not whether a loop of another file that it calls has. So what
is kept lies in a folder named after all the sources of this package (``edition``): other sources, another folder.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numba

HERE = Path(__file__).parent


def compiled(loop: Any) -> Any:
    """``loop`` as machine code. It must use arrays and numbers only, and no randomness but its own."""
    folder = place()
    numba.config.CACHE_DIR = str(folder or "")  # type: ignore[attr-defined]
    return numba.njit(cache=folder is not None, nogil=True)(loop)


@cache
def edition() -> str:
    """Names the sources of this package and the compiler: 16 hexadecimal digits."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(HERE.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@cache
def place() -> Path | None:
    """Where machine code is kept: in NUMBA_CACHE_DIR, beside the code, or in the user's cache, whichever can be written
    first. None when none can: then each process compiles for itself."""
    for folder in _candidates(os.environ.get("NUMBA_CACHE_DIR", "")):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def _candidates(named: str) -> Iterator[Path]:
    if named:
        yield Path(named) / edition()
    yield HERE / "__pycache__" / edition()
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    yield Path(home) / "staffroom" / edition()
