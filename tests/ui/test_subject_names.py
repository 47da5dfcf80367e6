"""Subjects are shown by name, in the reader's language."""

from django.utils import translation

from staffroom.ui.templatetags.ui import school_subject


def test_a_subject_has_its_name_in_both_languages_and_others_stay():
    assert school_subject("mathematics") == "Mathematics"
    with translation.override("es"):
        assert school_subject("mathematics") == "Matemáticas"
    assert school_subject("Basket weaving") == "Basket weaving"
