"""Finding by a few letters."""

import pytest

from staffroom.core.finding import ENOUGH, Findable, Index, asked_words, find, first_of, fold, likeness
from staffroom.core.practices import FAMILIES, PRACTICES

ENTRIES = [
    Findable(
        p.code,
        (
            (p.name_en, 1.0),
            (p.name_es, 1.0),
            (" ".join(FAMILIES[p.family]), 0.6),
            (f"{p.description_en} {p.description_es}", 0.55),
        ),
    )
    for p in PRACTICES
]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("number talks", "number-talks"),
        ("nu", "number-talks"),
        ("nubmer talks", "number-talks"),
        ("NUMBER TALK", "number-talks"),
        ("charlas numericas", "number-talks"),
        ("charlas numéricas", "number-talks"),
        ("seminario socratico", "socratic-seminar"),
        ("socrat", "socratic-seminar"),
        ("sockratic", "socratic-seminar"),
        ("restaurativos", "restorative-circles"),
        ("mental math", "number-talks"),
        ("calculo mental", "number-talks"),
        ("how to sentence frames", "sentence-frames"),
        ("exit tikets", "exit-tickets"),
        ("fractons", "fractions-number-line"),
    ],
)
def test_the_first_answer_is_what_was_meant(typed: str, wanted: str) -> None:
    assert find(typed, ENTRIES)[0] == wanted


@pytest.mark.parametrize("typed", ["", " ", "n", "?!", "zzzz", "number zzzz"])
def test_nothing_is_found_where_nothing_fits(typed: str) -> None:
    assert find(typed, ENTRIES) == []


def test_a_name_counts_more_than_a_description() -> None:
    named = Findable("named", (("Circles", 1.0), ("", 0.5)))
    told = Findable("told", (("Meeting", 1.0), ("Sitting in circles", 0.5)))
    assert find("circles", [told, named]) == ["named", "told"]


def test_no_more_than_the_limit() -> None:
    assert len(find("the", ENTRIES, limit=3)) == 3


def test_small_words_are_left_out_unless_they_are_all_there_is() -> None:
    assert asked_words("how to teach") == ["teach"]
    assert asked_words("de la") == ["de", "la"]


def test_folding_keeps_letters_of_any_script() -> None:
    assert fold("  ¿Cómo   Está?_ñ ") == "como esta n"


def test_of_five_that_say_the_same_all_are_found() -> None:
    """How long hundreds take is shown by benchmarks/search.py."""
    many = [Findable(f"{e.key}-{i}", e.texts) for i in range(5) for e in ENTRIES]
    once = find("nubmer talks fractons seminario", ENTRIES)
    assert {key.rpartition("-")[0] for key in find("nubmer talks fractons seminario", many)} <= set(once)
    assert find("nubmer talks", many)[:5] == [f"{find('nubmer talks', ENTRIES)[0]}-{i}" for i in range(5)]


# --- The index against comparing everything with everything --------------------------------------------
def slow(typed, entries):
    """The definition, without an index."""
    asked, phrase, found = asked_words(typed), fold(typed), {}
    for entry in entries:
        weights = {}
        for text, weight in entry.texts:
            for word in fold(text).split():
                weights[word] = max(weight, weights.get(word, 0.0))
        best = [max((likeness(one, own) * weight for own, weight in weights.items()), default=0.0) for one in asked]
        fit = sum(best) / len(best) if best and all(best) else 0.0
        if fit and any(fold(text).startswith(phrase) for text, _weight in entry.texts):
            fit += 0.25
        if fit >= ENOUGH:
            found[entry.key] = fit
    return found


SLIPS = ["number talks", "nubmer", "seminario socratico", "restaurativos", "calculo mental", "fractons", "cirlces of",
         "writing", "wri", "co", "estaciones", "exit tikets", "palabras", "math", "phoncis", "routnes"]  # fmt: skip


@pytest.mark.parametrize("typed", SLIPS)
def test_the_index_finds_what_comparing_everything_finds(typed):
    fast, whole = Index(ENTRIES).fits(typed), slow(typed, ENTRIES)
    assert fast == pytest.approx(whole)
    assert first_of(fast, 3) == first_of(whole, 3)


def test_entries_change_and_go():
    index = Index(ENTRIES)
    index.put(Findable("number-talks", (("Something else", 1.0),)))
    index.put(Findable("new", (("Number talks", 1.0),)))
    assert first_of(index.fits("number talks"), 1) == ["new"]
    assert index.fits("something else").keys() == {"number-talks"}
    index.drop("new")
    assert "new" not in index.fits("number talks") and len(index) == len(ENTRIES)
    index.drop("never there")


def test_common_words_count_only_as_typed_when_asked_so():
    index = Index(Findable(str(n), (("students", 1.0),)) for n in range(10))
    assert len(index.fits("stud")) == 10 and index.fits("stud", most_held=5) == {}
    assert len(index.fits("students", most_held=5)) == 10
    assert index.fits("students", most_held=5, even_typed=True) == {}
