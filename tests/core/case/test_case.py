"""CASE packages: what comes in is understood or told, what goes out validates and comes back as it was."""

import json
import os
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from staffroom.core.case import (
    VERSIONS,
    Family,
    Link,
    Practice,
    Taxonomy,
    package,
    plan_of,
    read,
    said,
    translated,
)
from staffroom.core.case.sentences import SENTENCES
from staffroom.core.levels import Level

from .made import CHANGED, data, item, packed, starters, tie, uid

ROOT = Path(__file__).resolve().parents[3]
EXTERNAL = Path(os.environ.get("STAFFROOM_EXTERNAL_DATA", ROOT / "../shared/data")) / "case"
REAL = {
    "case_mockDOK.json": (3, 12),
    "case_mockELA.json": (0, 3),
    "case_mockHSMATH.json": (3, 83),
    "case_mockIT.json": (0, 19),
}


def codes(found):
    return [one.code for one in found.findings]


def again(taxonomy, version):
    return read(data(package(taxonomy, version, CHANGED)))


# --- Out and in ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("version", VERSIONS)
def test_the_starter_taxonomy_comes_back_as_it_was(version):
    taxonomy = starters()
    found = again(taxonomy, version)
    assert codes(found) == [] and found.taxonomy == taxonomy
    assert plan_of(taxonomy, found.taxonomy).changes == ()


names = st.text("abcdeñé ,-0", min_size=1, max_size=30).map(str.strip).filter(bool).map(lambda t: " ".join(t.split()))
maybe = st.one_of(st.just(""), names)


@st.composite
def taxonomies(draw):
    """Any taxonomy that the product can hold: families, practices under them or under others, levels, successors."""
    families = [
        Family(uid(f"family {n}"), draw(names), draw(maybe), f"family-{n}", n) for n in range(draw(st.integers(0, 3)))
    ]
    practices: list[Practice] = []
    for n in range(draw(st.integers(0, 6))):
        family = draw(st.sampled_from(families)).identifier if families else ""
        above = [one for one in practices if one.family == family]
        spanish = draw(maybe)
        step = st.builds(Level, names, maybe, names, maybe)
        practices.append(
            Practice(
                uid(f"practice {n}"), f"practice-{n}", draw(names), spanish,
                draw(st.one_of(st.just(""), names.map("about {}".format))),
                draw(st.one_of(st.just(""), names.map("sobre {}".format))),
                draw(st.sampled_from(["", "mathematics", "science"])), family,
                draw(st.sampled_from(above)).identifier if above and draw(st.booleans()) else "",
                tuple(draw(st.lists(step, max_size=3))),
                draw(st.sampled_from(["", "2026-06-30"])),
                draw(st.sampled_from(practices)).identifier if practices and draw(st.booleans()) else "",
                (Link("isRelatedTo", uid("else"), "https://x.example/else", "Else"),) if draw(st.booleans()) else (),
                draw(st.sampled_from(["", "M.1"])), draw(st.sampled_from(["", f"https://x.example/{n}"])), n,
            )
        )  # fmt: skip
    both = (*families, *practices)
    assume(all(one.name_en != one.name_es for one in both))  # a name that is the same in both languages is kept once
    return Taxonomy(uid("document"), "A framework", "X", tuple(families), tuple(practices))


@settings(max_examples=60)
@given(taxonomies(), st.sampled_from(VERSIONS))
def test_any_taxonomy_comes_back_as_it_was(taxonomy, version):
    coded = replace(
        taxonomy, practices=tuple(replace(one, notation="") if one.notation else one for one in taxonomy.practices)
    )
    assert again(coded, version).taxonomy == coded
    plan = plan_of(taxonomy, again(taxonomy, version).taxonomy)  # a foreign notation gives no new code
    assert plan.changes == () and plan.same == len(taxonomy.families) + len(taxonomy.practices)


# --- Schemas and real packages ------------------------------------------------------------------------
def _external(name):
    path = EXTERNAL / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{path} is missing")
        pytest.skip(f"{path} is missing")
    return path.read_bytes()


def _validator(version):
    if version == "1.1":
        return jsonschema_rs.validator_for(json.loads(_external("case-v1p1-cfpackage.json")), validate_formats=True)
    held = json.loads(_external("case-v1p0-swagger.json"))["definitions"]
    schema = {"$ref": "#/definitions/CFPackage.Type", "definitions": held}
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True)


@pytest.mark.external
@pytest.mark.parametrize("version", VERSIONS)
def test_what_goes_out_validates_against_the_schema_of_its_version(version):
    validator = _validator(version)
    whole = starters()
    retired = replace(whole.practices[0], retired="2026-06-30", successor=whole.practices[1].identifier)
    whole = replace(whole, practices=(retired, *whole.practices[1:]))
    assert list(validator.iter_errors(package(whole, version, CHANGED))) == []
    assert list(validator.iter_errors({"CFDocument": {}})) != []  # the validator bites


@pytest.mark.external
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_packages_come_in_go_out_valid_and_come_back(name, version):
    found = read(_external(name))
    assert found.errors == ()
    assert (len(found.taxonomy.families), len(found.taxonomy.practices)) == REAL[name]
    out = package(found.taxonomy, version, CHANGED)
    assert list(_validator(version).iter_errors(out)) == []
    assert read(data(out)).taxonomy == found.taxonomy


@pytest.mark.external
def test_relations_of_a_real_package_are_kept():
    found = read(_external("case_mockHSMATH.json")).taxonomy
    assert sum(len(one.links) for one in (*found.families, *found.practices)) == 40
    deep = [one for one in found.practices if one.under]
    assert deep and all(one.family for one in deep)


# --- The tree -----------------------------------------------------------------------------------------
def test_top_items_that_hold_others_are_families_and_the_rest_practices():
    ties = [tie("isChildOf", "talk", "document", 2), tie("isChildOf", "frames", "talk", 1),
            tie("isChildOf", "starts", "frames", 1), tie("isChildOf", "alone", "document", 1)]  # fmt: skip
    found = read(data(packed(map(item, ("talk", "frames", "starts", "alone")), ties))).taxonomy
    assert [one.name_en for one in found.families] == ["Talk"]
    frames = next(one for one in found.practices if one.name_en == "Frames")
    starts = next(one for one in found.practices if one.name_en == "Starts")
    alone = next(one for one in found.practices if one.name_en == "Alone")
    assert (frames.family, frames.under) == (uid("talk"), "")
    assert (starts.family, starts.under) == (uid("talk"), uid("frames"))
    assert (alone.family, alone.under) == ("", "")


def test_a_long_statement_is_the_description_and_the_short_one_the_name():
    long = "Students explain " + "and compare " * 20
    one = item("x", fullStatement=long.strip(), abbreviatedStatement="Explain", humanCodingScheme="MP.3")
    found = read(data(packed([one]))).taxonomy.practices[0]
    assert (found.name_en, found.description_en, found.code, found.notation) == (
        "Explain",
        long.strip(),
        "mp-3",
        "MP.3",
    )
    cut = read(data(packed([item("x", fullStatement=long.strip())])))
    assert len(cut.taxonomy.practices[0].name_en) == 120 and "name_cut" in codes(cut)


def test_what_stands_in_two_places_or_in_none_is_kept_and_told():
    ties = [tie("isChildOf", "a", "document"), tie("isChildOf", "b", "document"), tie("isChildOf", "x", "a"),
            tie("isChildOf", "x", "b"), tie("isChildOf", "y", "elsewhere")]  # fmt: skip
    found = read(data(packed(map(item, "abxyz"), ties)))
    assert {"more_parents", "parent_unknown", "unplaced"} <= set(codes(found))
    x = next(one for one in found.taxonomy.practices if one.name_en == "X")
    assert x.family == uid("a") and [(one.kind, one.identifier) for one in x.links] == [("isChildOf", uid("b"))]


def test_spanish_comes_from_translations_and_spanish_alone_stands_for_both():
    spanish = item("charlas", language="es", abbreviatedStatement="Charlas")
    items = [item("talks", abbreviatedStatement="Talks"), spanish, item("solo", language="es-MX")]
    found = read(data(packed(items, [tie("isTranslationOf", "charlas", "talks")]))).taxonomy
    talks, solo = found.practices
    assert (talks.name_en, talks.name_es, talks.description_es) == ("Talks", "Charlas", "")
    assert (solo.name_en, solo.name_es) == ("Solo", "")  # what says the same is held once
    same = item("charlas", abbreviatedStatement="Charlas")  # both English: an exact match is a relation, no translation
    kept = read(data(packed([item("talks"), same], [tie("exactMatchOf", "charlas", "talks")]))).taxonomy
    assert len(kept.practices) == 2 and kept.practices[1].links[0].kind == "exactMatchOf"


def test_levels_come_from_criteria_and_their_numbers_are_left_out():
    given = {"uri": "urn:x", "lastChangeDateTime": CHANGED}
    steps = [
        {**given, "identifier": uid(f"l{n}"), "quality": name, "description": f"Step {n}", "position": n, "score": n}
        for n, name in ((2, "Solid"), (1, "New"))
    ]
    link = {"title": "x", "identifier": uid("x"), "uri": "urn:x"}
    criterion = {**given, "identifier": uid("c"), "CFRubricCriterionLevels": steps, "CFItemURI": link}
    alone = {**criterion, "identifier": uid("d"), "CFItemURI": None}
    twice = {**criterion, "identifier": uid("e")}
    rubric = {"identifier": uid("r"), "uri": "urn:x", "CFRubricCriteria": [criterion, alone, twice]}
    found = read(data(packed([item("x")], CFRubrics=[rubric])))
    assert [(one.name_en, one.text_en) for one in found.taxonomy.practices[0].levels] == [
        ("New", "Step 1"),
        ("Solid", "Step 2"),
    ]
    assert {"numbers_left_out", "criterion_alone", "more_criteria"} <= set(codes(found))


def test_retired_items_keep_their_date_and_successor():
    old = item("old", statusEndDate="2026-06-30T00:00:00Z")
    found = read(data(packed([old, item("new")], [tie("replacedBy", "old", "new")]))).taxonomy
    assert (found.practices[0].retired, found.practices[0].successor) == ("2026-06-30", uid("new"))


# --- What would change --------------------------------------------------------------------------------
def test_a_plan_names_what_is_new_and_what_changes_and_leaves_the_rest():
    held = starters()
    first, second, *rest = held.practices
    other = Practice(uid("other"), first.code, "Another")
    plan = plan_of(held, replace(held, practices=(replace(first, name_en="Renamed"), other, *rest)))
    assert [(one.what, one.after.name_en, one.fields) for one in plan.changes] == [
        ("changed", "Renamed", ("name_en",)),
        ("new", "Another", ()),
    ]
    assert plan.changes[1].after.code == f"{first.code}-2"  # the code is taken by somebody else
    assert (plan.same, plan.silent) == (len(held.families) + len(rest), 1)
    assert second.identifier not in {one.after.identifier for one in plan.changes}


def test_a_code_of_the_district_stays_though_the_file_has_another():
    held = starters()
    brought = replace(held, practices=(replace(held.practices[0], code="other"), *held.practices[1:]))
    assert plan_of(held, brought).changes == ()


# --- Hostile and broken files -------------------------------------------------------------------------
ONE = packed([item("x")])
HOSTILE = {
    "empty": b"  ",
    "not_json": b'{"CFDocument": {',
    "not_utf8": b'{"a": "\xff"}',
    "not_object": b"[1]",
    "named_twice": b'{"CFDocument": {}, "CFDocument": {}}',
    "too_deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no_number": b'{"CFDocument": NaN}',
    "no_document": b'{"CFItems": []}',
    "too_large": b" " * (8 * 1024 * 1024 + 1),
    "too_many": data(packed([{}] * 20_001)),
    "missing": data(packed([item("x", fullStatement=None)])),
    "wrong_kind": data(packed([item("x", fullStatement=["a"])])),
    "too_long": data(packed([item("x", fullStatement="a" * 5000)])),
    "no_uuid": data(packed([item("x", identifier="1; DROP TABLE")])),
    "no_date": data(packed([item("x", statusEndDate="soon")])),
    "cycle": data(packed(map(item, "ab"), [tie("isChildOf", "a", "b"), tie("isChildOf", "b", "a")])),
}  # fmt: skip


@pytest.mark.parametrize("day", ["2025-06-31", "2025-02-29", "0000-01-01", "2025-6-30", "2025-13-01T00:00:00Z"])
def test_a_day_that_no_calendar_has_is_told(day):
    found = read(data(packed([item("x", statusEndDate=day)])))
    assert [one.code for one in found.errors] == ["no_date"]


@pytest.mark.parametrize("number", [-1, 32_768, 2**31])
def test_places_that_cannot_be_kept_are_counted_anew_in_their_order(number):
    ties = [tie("isChildOf", one, "top", place) for one, place in (("a", 5), ("b", number), ("c", 5))]
    others = [tie("isChildOf", "d", "side", 7), tie("isChildOf", "top", "document", number)]
    found = read(data(packed(map(item, ["top", "side", *"abcd"]), [*ties, *others]))).taxonomy
    places = {one.name_en: one.position for one in found.practices}
    assert [places[one] for one in "BACD"] == ([0, 1, 2, 7] if number < 0 else [2, 0, 1, 7])
    assert [one.position for one in found.families] == [0, 0]


@pytest.mark.parametrize("code", sorted(HOSTILE))
def test_a_file_that_cannot_be_used_is_told_why(code):
    found = read(HOSTILE[code])
    assert found.taxonomy is None and code in [one.code for one in found.errors]
    for lang in ("en", "es"):
        sentence, advice = said(next(one for one in found.errors if one.code == code), lang)
        assert len(sentence) > 10 and len(advice) > 10 and "{" not in sentence + advice


ODD = [
    {"CFDocument": []}, {"CFDocument": {"identifier": 3}}, {**ONE, "CFItems": {}}, {**ONE, "CFItems": [None, 3, "x"]},
    {**ONE, "CFAssociations": [[]]}, {**ONE, "CFAssociations": [{}]}, {**ONE, "CFRubrics": [{"CFRubricCriteria": 1}]},
    {**ONE, "CFAssociations": [{**tie("isChildOf", "x", "y"), "sequenceNumber": True}]},
    {**ONE, "CFAssociations": [{**tie("isChildOf", "x", "y"), "originNodeURI": "x"}]},
    packed([item("x", educationLevel=[3])]), packed([item("x", language=7)]), packed([item("x", subject={})]),
    packed([item("x", CFItemType=[])]), packed([item("x", uri=1)]),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(ODD)))
def test_odd_shapes_are_told_and_never_raise(number):
    found = read(data(ODD[number]))
    assert found.taxonomy is None and found.errors
    assert all(said(one)[0] for one in found.findings)


def test_letters_that_nobody_sees_are_taken_out():
    found = read(b'{"CFDocument": ' + data(ONE["CFDocument"]) + b', "CFItems": ['
                 + data(item("x", fullStatement="a\u202eb\x00c")) + b"]}")  # fmt: skip
    assert found.taxonomy.practices[0].name_en == "abc" and "unseen" in codes(found)
    lone = read(data(packed([item("x")])).replace(b"X", b"x\\ud800y", 1).replace(b"A framework", b"A"))
    assert lone.errors == () or lone.taxonomy is None


def test_items_without_an_identifier_and_twice_the_same_come_in():
    nameless = {name: value for name, value in item("x").items() if name != "identifier"}
    found = read(data(packed([nameless, item("y"), item("y")])))
    assert {"no_identifier", "twice"} <= set(codes(found)) and len(found.taxonomy.practices) == 2
    assert read(data(packed([nameless]))).taxonomy.practices[0].identifier == found.taxonomy.practices[0].identifier


@settings(max_examples=80)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["CFDocument", "CFItems", "identifier", "title", "CFAssociations", "x"]),
                        inner, max_size=4), max_leaves=12))  # fmt: skip
def test_nothing_makes_the_reader_raise(shape):
    read(json.dumps(shape).encode())
    read(data({**ONE, "CFItems": [shape], "CFRubrics": shape, "CFAssociations": [shape]}))


def test_every_sentence_is_there_in_both_languages():
    assert SENTENCES["en"].keys() == SENTENCES["es"].keys()
    assert translated(uid("x")) == translated(uid("x")) != translated(uid("y"))
