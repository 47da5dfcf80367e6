"""Both languages, whole: no sentence without its Spanish, no placeholder lost on the way."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "messages.py"


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("staffroom_messages_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_sentence_has_its_spanish():
    run = subprocess.run([sys.executable, str(TOOL), "--check"], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture
def house(messages, tmp_path, monkeypatch):
    """A house of one room with every way of saying a sentence."""
    room = tmp_path / "src" / "staffroom" / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "apps.py").write_text("")
    (room / "views.py").write_text(
        "from x import gettext_lazy as _, ngettext, pgettext\n"
        "A = _('Open a door')\n"
        "B = ngettext('%(n)d visit', '%(n)d visits', 2)\n"
        "C = pgettext('a month', 'May')\n"
    )
    (room / "templates" / "room" / "page.html").write_text(
        '<div>\n    <p class="it\'s">{% translate "Find" as find %}</p>\n'
        "  {% blocktranslate trimmed with name=who.name %}\n     Ask {{ name }}\n      today\n"
        "  {% endblocktranslate %}\n"
        "{% blocktranslate count n=x %}{{ n }} seat{% plural %}{{ n }} seats{% endblocktranslate %}\n"
        '{{ _("Late") }}{% include "x.html" with label=_("Early") %}</div>'
    )
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGE", tmp_path / "src" / "staffroom")
    return room


def translate(messages, texts):
    catalogue = messages.read("room")
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"uno {entry.msgid}", 1: f"varios {entry.msgid_plural}"}
        else:
            entry.msgstr = texts.get(entry.msgid, f"es {entry.msgid}")
    catalogue.save(str(messages.po_path("room")))


def test_collects_from_code_and_templates(messages, house):
    assert {(i.context, i.text, i.plural) for i in messages.collect("room")} == {
        (None, "Open a door", None),
        (None, "%(n)d visit", "%(n)d visits"),
        ("a month", "May", None),
        (None, "Find", None),
        (None, "Ask %(name)s today", None),
        (None, "%(n)s seat", "%(n)s seats"),
        (None, "Late", None),
        (None, "Early", None),
    }


def test_new_ids_are_added_once_and_those_gone_are_marked(messages, house):
    assert messages.update("room") == (8, 0)
    assert messages.update("room") == (0, 0)
    translate(messages, {})
    (house / "views.py").write_text("")
    assert messages.update("room") == (0, 3)
    assert [e.msgid for e in messages.read("room").obsolete_entries()] == ["Open a door", "%(n)d visit", "May"]


def test_check_names_what_is_missing_and_what_is_empty(messages, house):
    assert len(list(messages.check("room"))) == 8
    messages.update("room")
    assert all("untranslated" in line for line in messages.check("room"))
    translate(messages, {})
    assert list(messages.check("room")) == []


@pytest.mark.parametrize("spanish", ["Pide hoy", "Pide a %(nombre)s hoy", "Pide a <b>%(name)s</b> hoy"])
def test_check_finds_other_placeholders(messages, house, spanish):
    messages.update("room")
    translate(messages, {"Ask %(name)s today": spanish})
    assert len([line for line in messages.check("room") if "Ask" in line]) >= 1


def test_check_finds_fuzzy_ones(messages, house):
    messages.update("room")
    translate(messages, {})
    catalogue = messages.read("room")
    catalogue[0].flags.append("fuzzy")
    catalogue.save(str(messages.po_path("room")))
    assert [line.rsplit(": ", 1)[1] for line in messages.check("room")] == ["fuzzy"]


def test_two_wordings_of_one_sentence_are_found(messages, house, tmp_path):
    other = tmp_path / "src" / "staffroom" / "other"
    other.mkdir()
    (other / "apps.py").write_text("from x import gettext as _\nA = _('Find')\n")
    messages.update("room")
    messages.update("other")
    translate(messages, {})
    catalogue = messages.read("other")
    catalogue[0].msgstr = "Hallar"
    catalogue.save(str(messages.po_path("other")))
    assert len(list(messages.wordings())) == 1


def test_compiles_what_changed_only(messages, house):
    messages.update("room")
    translate(messages, {})
    assert messages.compile_all() == 1
    assert messages.compile_all() == 0
    compiled = polib.mofile(str(messages.po_path("room").with_suffix(".mo")))
    assert {e.msgid for e in compiled} == {i.text for i in messages.collect("room")}
