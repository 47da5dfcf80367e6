"""Print docs/privacy.md and docs/privacy.es.md from the visibility matrix and the promises.

    python tools/privacy_page.py            write both files
    python tools/privacy_page.py --check    say whether they are as they should be; exit 1 when not

The translations must be compiled (tools/messages.py compile). No database is needed.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {"en": ROOT / "docs" / "privacy.md", "es": ROOT / "docs" / "privacy.es.md"}


def printed(language: str) -> str:
    """The document in one language. Needs Django set up."""
    from django.template.loader import render_to_string
    from django.utils.translation import override

    from staffroom.trust.views.privacy import privacy_facts

    with override(language):
        text = render_to_string("trust/privacy_doc.txt", privacy_facts(language))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def main() -> int:
    import django

    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staffroom.settings")
    django.setup()
    wrong = [path for language, path in FILES.items() if _differs(path, printed(language))]
    if "--check" in sys.argv[1:]:
        for path in wrong:
            print(f"{path.relative_to(ROOT)} is not as printed. Run tools/privacy_page.py.")
        return 1 if wrong else 0
    for language, path in FILES.items():
        path.write_text(printed(language), encoding="utf-8")
    return 0


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


if __name__ == "__main__":
    sys.exit(main())
