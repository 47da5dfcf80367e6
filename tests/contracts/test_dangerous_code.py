"""What can turn data into code, or reach out of the house, is nowhere, or in a file named here with a reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "staffroom"

# Modules that run, unpack or fetch something, and the files that may: why.
MODULES = {
    "subprocess": {
        "ops/backup/engines.py": "pg_dump and pg_restore, a list of fixed arguments",
        "ops/commands/family.py": "starts our own command, a list of fixed arguments",
    },
    "socket": {
        "ops/commands/demo.py": "looks for a free port of this machine",
        "ops/commands/family.py": "waits for our own server to answer",
        "ops/commands/worker.py": "the name of this machine",
    },
    "xml": {
        "core/bells_edfi.py": "an office's own export, by a command; declarations are refused before it is parsed",
        "core/visits/plan/xhstt.py": "a published timetable, by a command; declarations are refused before parsing",
        "core/roster/edfi_xml.py": "an office's own export; a declaration ends the reading before anything is expanded",
        "core/mapping/workbook.py": "a clerk's workbook; a declaration ends the reading before anything is expanded",
        "core/absences/edfi.py": "an office's own export; a declaration ends the reading before anything is expanded",
    },
    "random": {
        "ops/demo.py": "an invented district is the same for the same seed",
        "ops/demo_guests.py": "as above",
        "core/synthetic/": "as above",
    },
    **dict.fromkeys(("pickle", "marshal", "shelve", "dill", "yaml", "ctypes", "code", "codeop"), {}),
    "requests": {"people/views/sso.py": "names the error of a library; no address is asked from here"},
    "smtplib": {"people/invite.py": "names the errors of a mail server; mails go through Django"},
    **dict.fromkeys(("httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib"), {}),
    **dict.fromkeys(("imaplib", "telnetlib", "ldap", "ldap3", "lxml", "memcache", "pymemcache", "jinja2"), {}),
}
CALLS = {
    **dict.fromkeys(("eval", "exec", "compile", "__import__", "system", "popen", "mktemp", "from_string"), {}),
    **dict.fromkeys(("SafeString", "SafeText", "html_safe", "md5", "sha1"), {}),
    "mark_safe": {"ui/writing.py": "what nh3 let through, the one place where people's words become HTML"},
    "csrf_exempt": {
        "api/views.py": "answers 404 to what is no address of the API; it reads and writes nothing",
        "people/views/sso.py": "the SAML provider posts here; its signature and the asked-for id are checked instead",
    },
    # What came in was decoded once already, by Django.
    **dict.fromkeys(("unquote", "unquote_plus"), {}),
    "unescape": {"ui/writing.py": "undoes what nh3 has escaped, for a line of plain text that is escaped again"},
}
KEYWORDS = {
    ("shell", True): {},
    ("autoescape", False): {"spine/outbox.py": "the plain text of a mail, which nothing reads as HTML"},
}
TEMPLATES = {
    "unescaped": r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off",
    "inline script": r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=[\"']|javascript:",
    "inline style": r"\sstyle=[\"']|<style",
    "loaded from elsewhere": r"(?:src|srcset|action)=[\"'](?:https?:)?//|<link[^>]+href=[\"'](?:https?:)?//",
    "new window": r"target=[\"']_blank",
}
SCRIPTS = {
    "markup out of text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment",
    "text as code": r"\beval\(|new Function|setTimeout\(\s*[\"'`]|import\(",
    "words between windows": r"postMessage|[\"']message[\"']|window\.opener|document\.domain",
    "reaching out": r"https?://|WebSocket|EventSource|sendBeacon",
    "writing into prototypes": r"__proto__|\.prototype\b|Object\.setPrototypeOf",
    "reading cookies": r"document\.cookie",
    "names for everybody": r"^var\s|window\.\w+\s*=[^=]",
}
# Script and kind: why it may.
SCRIPTS_MAY = {
    ("live.js", "markup out of text"): "puts in the fragment that our own server answered, escaped there",
}


def _allowed(path: str, named: dict[str, str]) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in named)


def found_in(path: str, source: str) -> Iterator[str]:
    """What of the lists above stands in a Python file that may not have it."""
    for node in ast.walk(ast.parse(source)):
        for name in _imported(node):
            for module, named in MODULES.items():
                if (name == module or name.startswith(f"{module}.")) and not _allowed(path, named):
                    yield f"{path}:{node.lineno} imports {module}"
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
            if called in CALLS and not of_re and not _allowed(path, CALLS[called]):
                yield f"{path}:{node.lineno} calls {called}"
            for word in node.keywords:
                value = word.value.value if isinstance(word.value, ast.Constant) else None
                if (word.arg, value) in KEYWORDS and not _allowed(path, KEYWORDS[word.arg, value]):
                    yield f"{path}:{node.lineno} {word.arg}={value}"
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"csrf_exempt", "mark_safe"} and not _allowed(path, CALLS[name]):
                yield f"{path}:{node.lineno} names {name}"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
    return []


# Patterns put together from other fixed texts of the same file.
FIXED_ELSEWHERE = {"spine/files/content.py": "the spellings of a fixed list of words of PDF"}
# A page that people take home and open without us must bring its own look.
STANDS_ALONE = {"trust/templates/trust/export/index.html"}


def patterns_from_outside(path: str, source: str) -> Iterator[str]:
    """Regular expressions made of anything but a text in the source or an escaped one."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        if getattr(node.func.value, "id", "") != "re" or node.func.attr == "escape":
            continue
        given = node.args[0]
        put_in = given.values if isinstance(given, ast.JoinedStr) else [given]
        fixed = all(_of_the_source(one.value if isinstance(one, ast.FormattedValue) else one) for one in put_in)
        escaped = "re.escape" in ast.unparse(given)
        if not fixed and not escaped:
            yield f"{path}:{node.lineno} {ast.unparse(given)}"


def _of_the_source(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def in_text(path: str, text: str, kinds: dict[str, str]) -> Iterator[str]:
    for kind, pattern in kinds.items():
        if (Path(path).name, kind) not in SCRIPTS_MAY and re.search(pattern, text, re.MULTILINE):
            yield f"{path}: {kind}"


def files(*patterns: str) -> dict[str, str]:
    found = [path for pattern in patterns for path in SOURCE.rglob(pattern) if "vendor" not in path.parts]
    return {path.relative_to(SOURCE).as_posix(): path.read_text() for path in sorted(found)}


def test_no_python_file_does_what_it_may_not():
    looked_at = files("*.py")
    assert len(looked_at) > 100
    assert [one for path, source in looked_at.items() for one in found_in(path, source)] == []


def test_every_exception_is_still_needed():
    looked_at, idle = files("*.py"), []
    for module, named in MODULES.items():
        for place in named:
            sources = [source for path, source in looked_at.items() if _allowed(path, {place: ""})]
            if not any(re.search(rf"^\s*(import|from) {module}\b", source, re.MULTILINE) for source in sources):
                idle.append((module, place))
    assert idle == []


def test_no_pattern_is_made_of_what_people_type():
    looked_at = {path: source for path, source in files("*.py").items() if path not in FIXED_ELSEWHERE}
    assert [one for path, source in looked_at.items() for one in patterns_from_outside(path, source)] == []


def all_fields(path: str, source: str) -> Iterator[str]:
    """Forms and schemas of records that take every field, or every one but some."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name in {"Meta", "Config"}:
            for line in node.body:
                names = [ast.unparse(one) for one in getattr(line, "targets", [])]
                if "exclude" in names or ("fields" in names and "__all__" in ast.unparse(line)):
                    yield f"{path}:{line.lineno}"


def test_forms_name_the_fields_they_take():
    looked_at = files("forms.py", "forms/*.py", "schemas.py", "views.py", "views/*.py")
    assert len(looked_at) >= 8
    assert [one for path, source in looked_at.items() for one in all_fields(path, source)] == []
    for planted in ("fields = '__all__'", "exclude = ['pk']"):
        assert list(all_fields("x", f"class F(ModelForm):\n    class Meta:\n        {planted}"))


def test_templates_escape_and_run_nothing():
    looked_at = files("templates/**/*.html")
    assert len(looked_at) > 60
    found = [one for path, text in looked_at.items() for one in in_text(path, text, TEMPLATES)]
    assert found == [f"{path}: inline style" for path in STANDS_ALONE]


def test_scripts_make_no_markup_and_reach_nobody():
    looked_at = files("static/**/*.js")
    assert len(looked_at) >= 5
    assert [one for path, text in looked_at.items() for one in in_text(path, text, SCRIPTS)] == []


@pytest.mark.parametrize(
    "planted",
    [
        *(
            "eval(given)",
            "exec(given)",
            "compile(given, 'x', 'exec')",
            "os.system(given)",
            "subprocess.run(x, shell=True)",
        ),
        *(
            "import pickle",
            "from yaml import load",
            "import urllib.request",
            "from urllib import request",
            "import lxml.etree",
        ),
        *("from xml.etree import ElementTree", "import random", "hashlib.md5(x)", "mark_safe(x)", "SafeString(x)"),
        *("engine.from_string(given)", "Context(x, autoescape=False)", "@csrf_exempt\ndef x(): ...", "import requests"),
        "register.filter('x', mark_safe)",
        *("urllib.parse.unquote(x)", "html.unescape(x)"),
    ],
)
def test_each_would_be_found(planted):
    assert list(found_in("visits/views.py", planted))


@pytest.mark.parametrize(
    "planted", ["re.compile(given)", "re.search(f'{given}$', text)", "re.sub(request.GET['q'], '', x)"]
)
def test_a_pattern_from_outside_would_be_found(planted):
    assert list(patterns_from_outside("visits/views.py", planted))
    assert not list(patterns_from_outside("visits/views.py", "re.search(rf'^{re.escape(given)}$', text)"))


@pytest.mark.parametrize(
    ("kinds", "planted"),
    [
        *(
            (TEMPLATES, one)
            for one in ("{{ x|safe }}", "{% autoescape off %}", "<script>x</script>", '<a onclick="x">')
        ),
        *((TEMPLATES, one) for one in ('<p style="x">', '<script src="//cdn.example/x.js">', '<a target="_blank">')),
        *(
            (SCRIPTS, one)
            for one in ("x.innerHTML = y", "eval(x)", "window.addEventListener('message', f)", "x.__proto__")
        ),
        *(
            (SCRIPTS, one)
            for one in ("fetch('https://x.example')", "document.cookie", "var shared = 1", "window.x = 1")
        ),
    ],
)
def test_each_would_be_found_in_pages_and_scripts(kinds, planted):
    assert list(in_text("planted", planted, kinds))
