"""Text becomes HTML in one place. Whoever calls text safe elsewhere must be on this list, with the reason."""

import re
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "staffroom"
SAYS_SAFE = re.compile(
    r"mark_safe|SafeString|SafeText|SafeData|__html__|\|\s*safe\b|\|\s*safeseq\b|autoescape\s*=\s*False|autoescape\s+off"
)
OWN_HTML = re.compile(r"\|\s*(?:linebreaks|linebreaksbr|urlize|urlizetrunc|unordered_list|markdown)\b")
# File -> why it may.
SAFE = {
    "ui/writing.py": "cleans what people wrote; the only place that makes HTML of it",
    "spine/outbox.py": "the plain text part of a mail, which is no HTML",
    "people/templates/account/email/login_code_message.txt": "a mail in plain text",
    "people/templates/account/email/unknown_account_message.txt": "a mail in plain text",
    "people/templates/people/mails/roster_applied.txt": "a mail in plain text",
    "people/templates/people/mails/roster_waits.txt": "a mail in plain text",
    "people/templates/people/mails/invitation.txt": "a mail in plain text",
    "people/templates/people/mails/code_printed.txt": "a mail in plain text",
    "people/templates/people/mails/sign_in_changed.txt": "a mail in plain text",
    "people/templates/account/email/password_reset_key_message.txt": "a mail in plain text",
    "trust/templates/trust/mails/evaluators_changed.txt": "a mail in plain text",
    "trust/templates/trust/mails/leaving.txt": "a mail in plain text",
    "trust/templates/trust/mails/link_handed.txt": "a mail in plain text",
    "trust/templates/trust/privacy_doc.txt": "docs/privacy.md, a text file",
}
HTML = {"ops/templates/ops/outbox_mail.html": "shows the plain text of a mail as it was sent, escaped"}


def _where(pattern: re.Pattern[str], *, root: Path = SRC) -> set[str]:
    kinds = (".py", ".html", ".txt", ".svg", ".xml")
    found = (path for path in root.rglob("*") if path.suffix in kinds and "vendor" not in path.parts)
    return {path.relative_to(root).as_posix() for path in found if pattern.search(path.read_text())}


def test_nobody_else_calls_text_safe():
    assert _where(SAYS_SAFE) == set(SAFE)


def test_what_people_wrote_is_shown_by_the_one_filter():
    assert _where(OWN_HTML) == set(HTML)


def test_the_check_finds_each_way(tmp_path):
    ways = ["{{ x|safe }}", "{{ x | safe }}", "mark_safe(x)", "{% autoescape off %}", "Context(x, autoescape=False)"]
    for number, way in enumerate(ways):
        (tmp_path / f"{number}.html").write_text(way)
    (tmp_path / "own.html").write_text("{{ x|linebreaks }}")
    (tmp_path / "fine.html").write_text("{{ x|written }} {{ safe }} {% autoescape on %}")
    assert _where(SAYS_SAFE, root=tmp_path) == {f"{number}.html" for number in range(len(ways))}
    assert _where(OWN_HTML, root=tmp_path) == {"own.html"}


def test_mails_in_plain_text_are_text_files():
    assert {Path(name).suffix for name in SAFE} == {".py", ".txt"}
