"""Print docs/asvs.md from docs/asvs.toml.

python tools/asvs.py            write the page
python tools/asvs.py --check    end with 1 when the page is out of date
"""

import argparse
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA, PAGE = ROOT / "docs" / "asvs.toml", ROOT / "docs" / "asvs.md"
# What holds a requirement, the strongest first: a row with several counts as the first of them.
KINDS = {"test": "test", "setting": "setting", "document": "document", "na": "not applicable", "open": "open"}
HEAD = """# {name}: what is held, and by what

Printed from [asvs.toml](asvs.toml) by `python tools/asvs.py`; do not edit. What a row claims, and what not:
[decision 010](decisions/010-what-asvs-claims.md). The words are ours; read the standard for what it asks.

"""


def rows(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every requirement by its number, in the order of the file."""
    chapters = (chapter for name, chapter in data.items() if name not in ("standard", "official"))
    return {number: row for chapter in chapters for number, row in chapter.items() if number != "title"}


def held_by(row: dict[str, Any]) -> str:
    return next(kind for kind in KINDS if kind in row)


def counts(data: dict[str, Any]) -> str:
    found = Counter((row["l"], held_by(row)) for row in rows(data).values())
    lines = [f"| Level | {' | '.join(KINDS.values())} | together |", "|---|" + "--:|" * (len(KINDS) + 1)]
    for level in (1, 2):
        numbers = [found[level, kind] for kind in KINDS]
        lines.append(f"| {level} | {' | '.join(map(str, numbers))} | {sum(numbers)} |")
    numbers = [found[1, kind] + found[2, kind] for kind in KINDS]
    lines.append(f"| both | {' | '.join(map(str, numbers))} | {sum(numbers)} |")
    return "\n".join(lines) + "\n"


def evidence(row: dict[str, Any]) -> str:
    """What holds a row, as the page says it."""
    told = [f"`{name}`" for name in row.get("test", [])]
    told += [f"`settings.{name}`" for name in row.get("setting", [])]
    told += [_linked(place) for place in row.get("document", [])]
    if "na" in row:
        told.append(f"not applicable: {row['na']}")
    if "open" in row:
        told.append(f"**open**: {row['open']}" + (f" (in work: {row['work']})" if "work" in row else ""))
    return "<br>".join(told) + (f"<br>*{row['note']}*" if "note" in row else "")


def _linked(place: str) -> str:
    path, _sign, what = place.partition("#")
    near = path.removeprefix("docs/") if path.startswith("docs/") else f"../{path}"
    return f"[{path}]({near}): {what}"


def page(data: dict[str, Any]) -> str:
    parts = [HEAD.format(name=data["standard"]["name"]), counts(data)]
    for name, chapter in data.items():
        if name in ("standard", "official"):
            continue
        parts.append(f"\n## {name} {chapter['title']}\n\n| | L | Asks, in short | Held by |\n|---|---|---|---|\n")
        for number, row in chapter.items():
            if number != "title":
                parts.append(f"| {number} | {row['l']} | {row['asks']} | {evidence(row)} |\n")
    return "".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    printed = page(tomllib.loads(DATA.read_text()))
    if given.check:
        return 0 if PAGE.read_text() == printed else 1
    PAGE.write_text(printed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
