"""Components: what they say, to eyes and to screen readers."""

from datetime import date

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from staffroom.ui.nav import PLACES, Link, bar_and_more, links_for
from staffroom.ui.templatetags import ui
from staffroom.ui.toasts import say


def draw(source: str, request: object = None, **context: object) -> str:
    return engines["django"].from_string(source).render(context, request)


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As colleagues call you.")
    how = forms.ChoiceField(label="How", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    secret = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("minutes", "english", "spanish"),
    [(0, "12:00 a.m.", "0:00"), (545, "9:05 a.m.", "9:05"), (720, "12:00 p.m.", "12:00"), (785, "1:05 p.m.", "13:05")],
)
def test_clock(minutes: int, english: str, spanish: str) -> None:
    with translation.override("en"):
        assert ui.clock(minutes) == english
    with translation.override("es"):
        assert ui.clock(minutes) == spanish


def test_clock_range_says_the_half_once() -> None:
    assert ui.clock_range(485, 535) == "8:05–8:55 a.m."
    assert ui.clock_range(710, 740) == "11:50 a.m.–12:20 p.m."
    assert ui.clock_span(710, 740) == "11:50–12:20"


@pytest.mark.parametrize(
    ("minutes", "said"), [(50, "50 minutes"), (1, "1 minute"), (60, "1 hour"), (95, "1 hour 35 minutes")]
)
def test_duration(minutes: int, said: str) -> None:
    assert ui.duration(minutes) == said


def test_day_name_in_both_languages() -> None:
    assert ui.day_name(date(2026, 11, 23)) == "Monday"
    with translation.override("es"):
        assert ui.day_name(date(2026, 11, 23)).lower() == "lunes"


def test_icon_is_hidden_from_screen_readers_and_escaped() -> None:
    drawn = ui.icon('x"><script>')
    assert 'aria-hidden="true"' in drawn
    assert "<script>" not in drawn


def test_field_ties_help_error_and_readers_to_the_control() -> None:
    form = Form({"how": "", "note": "kept"})
    page = draw('{% field form.name who_sees="Only you" %}', form=form)
    assert 'aria-describedby="id_name-help id_name-who id_name-error"' in page
    assert 'aria-invalid="true"' in page
    for part in ("help", "who", "error"):
        assert f'id="id_name-{part}"' in page
    assert page.count("aria-describedby") == 1


def test_field_keeps_what_was_typed_and_marks_what_may_stay_empty() -> None:
    page = draw("{% field form.note count_words=80 %}", form=Form({"note": "<kept>"}))
    assert "&lt;kept&gt;" in page
    assert "(optional)" in page
    assert 'data-count-words="80"' in page


def test_choices_are_a_group_with_a_legend() -> None:
    page = draw("{% field form.how %}", form=Form({}))
    assert "<legend>How" in page
    assert 'aria-describedby="id_how-error"' in page
    assert page.count("id_how-error") == 2


def test_summary_links_to_fields_and_tells_hidden_ones() -> None:
    form = Form({"how": "a"})
    form.add_error(None, "The door is closed.")
    page = draw("{% form_errors form %}", form=form)
    assert 'href="#id_name"' in page
    assert "The door is closed." in page
    assert 'href="#id_secret"' not in page
    assert page.count("This field is required.") == 2


def test_no_summary_without_errors() -> None:
    assert draw("{% form_errors form %}", form=Form()).strip() == ""


def test_person_card_of_a_dict_and_of_a_record() -> None:
    page = draw(
        "{% person_card p detail='Room 4' %}", p={"name": "Ana <Reyes>", "role": "Teacher", "url": "/people/1/"}
    )
    assert "Ana &lt;Reyes&gt;" in page
    assert 'href="/people/1/"' in page
    assert "Room 4" in page
    assert ">BO<" in draw("{% person_card p %}", p=type("Staff", (), {"__str__": lambda _s: "Ben Okafor"})())


def test_empty_state_has_its_one_button() -> None:
    page = draw("{% empty_state icon='inbox' title='No offers' text='T' url='/offers/new/' label='Make an offer' %}")
    assert page.count("btn-primary") == 1
    assert "btn" not in draw("{% empty_state title='No offers' %}")


@pytest.mark.parametrize(
    ("job", "there", "absent"),
    [
        ({"state": "running", "done": 3, "total": 4, "poll": "/j/"}, ['value="75"', 'data-poll="/j/"', "3 of 4"], []),
        ({"state": "waiting", "total": 0}, ["<progress"], ["value=", "data-poll"]),
        ({"state": "done", "poll": "/j/", "result": "All there."}, ["All there."], ["<progress", "data-poll"]),
        ({"state": "failed", "error": "Line 4."}, ["Line 4.", "Did not work"], ["<progress"]),
    ],
)
def test_job(job: dict[str, object], there: list[str], absent: list[str]) -> None:
    page = draw("{% job_progress job %}", job={"title": "Roster", **job})
    assert [words for words in there if words not in page] == []
    assert [words for words in absent if words in page] == []


def test_toast_with_undo(rf: RequestFactory) -> None:
    request = rf.get("/")
    request._messages = CookieStorage(request)
    say(request, "Saved <it>.", undo="/undo/4/")
    say(request, "Look.", kind="attention")
    page = draw("{% toasts %}", messages=messages.get_messages(request), csrf_token="t0ken")
    assert "Saved &lt;it&gt;." in page
    assert '<form method="post" action="/undo/4/">' in page
    assert page.count("<form") == 1
    assert "toast-attention" in page


def test_pages_keep_the_filters(rf: RequestFactory) -> None:
    page = draw("{% pages page %}", rf.get("/people/?q=ana&page=2"), page=Paginator(range(50), 10).page(2))
    assert "?q=ana&amp;page=3" in page
    assert "Page 2 of 5" in page


def test_who_sees() -> None:
    assert "Only you" in draw("{% who_sees 'Only you' %}")


def test_navigation_leaves_out_rooms_that_are_not_built(monkeypatch) -> None:
    monkeypatch.setattr("staffroom.ui.nav._address", lambda name: {"today": "/", "staff_list": "/people/"}.get(name))
    links = links_for({"teacher"}, "/people/abc/")
    assert [(link.url, link.current) for link in links] == [("/", False), ("/people/", True)]
    assert links_for({"teacher"}, "/")[0].current
    assert links_for(set(), "/") == []


def test_navigation_per_role() -> None:
    def names(role: str) -> set[str]:
        return {place.name for place in PLACES if role in place.roles}

    assert "my_needs" in names("teacher")
    assert "my_needs" not in names("principal")
    assert "roster_imports" not in names("teacher")
    assert all("today" in names(role) for role in ("teacher", "leader", "principal", "central", "it", "classified"))


@pytest.mark.parametrize("number", [0, 1, 5, 6, 12])
def test_bar_has_at_most_five(number: int) -> None:
    links = [Link(str(n), "sun", "/", False) for n in range(number)]
    bar, more = bar_and_more(links)
    assert bar + more == links
    assert len(bar) + bool(more) <= 5
