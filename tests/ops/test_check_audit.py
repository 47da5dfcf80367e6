"""``staffroom check audit``: one changed row is found and named, on either database."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from staffroom.cli import main
from staffroom.spine import audit
from staffroom.spine.audit import AuditEntry
from tests.factories.people import make_district

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)


@pytest.fixture
def district(db):
    made = make_district("maple")
    for number in range(1, 6):
        audit.record("account.claimed", district_id=made.pk, at=NOW, actor=number, subject=number)
    return made


def check():
    told = CliRunner().invoke(main, ["check", "audit", "--json"])
    (finding,) = json.loads(told.stdout)["findings"]
    return told.exit_code, finding


def test_a_whole_chain_is_told_with_its_length(district):
    code, finding = check()
    assert (code, finding["level"]) == (0, "ok")
    assert finding["details"] == {"district": "maple", "entries": 5, "broken": []}


@pytest.mark.parametrize("change", [{"actor": 99}, {"subject": None}, {"kind": "audit.erased"}, {"facts": {"x": 1}}])
def test_one_changed_row_is_named_with_its_position(district, change):
    AuditEntry.objects.filter(district_id=district.pk, position=3).update(**change)
    code, finding = check()
    assert (code, finding["level"], finding["details"]["broken"]) == (1, "error", [3])


def test_a_row_taken_out_is_found(district):
    AuditEntry.objects.filter(district_id=district.pk, position=3)._raw_delete("default")
    code, finding = check()
    assert code == 1 and finding["details"]["broken"]
