"""Does a test notice when a guard is changed? Changes the code of `spine/access` in small ways and runs its tests.

    python tools/mutants.py            run, then list what survived; ends with 1 below 95 in 100
    python tools/mutants.py --list     list the survivors of the last run

The settings stand in pyproject.toml under [tool.mutmut]. It takes about fifteen minutes on two cores.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTMUT = Path(sys.executable).parent / "mutmut"
STATS = ROOT / "mutants" / "mutmut-cicd-stats.json"
LEAST = 0.95


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="do not run, list the survivors of the last run")
    if not parser.parse_args().list:
        shutil.rmtree(ROOT / "mutants", ignore_errors=True)
        subprocess.run([MUTMUT, "run", "--max-children", "2"], cwd=ROOT, check=False)
    subprocess.run([MUTMUT, "results"], cwd=ROOT, check=False)
    subprocess.run([MUTMUT, "export-cicd-stats"], cwd=ROOT, check=True)
    told = json.loads(STATS.read_text())
    share = told["killed"] / told["total"]
    print(f"{told['killed']} of {told['total']} mutants killed: {100 * share:.1f} %")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
