"""Forms: what was typed, checked with the same rules as the actions."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.practices_work import FAMILY as WORK
from staffroom.people.models import Section
from staffroom.spine.access import Refused
from staffroom.ui.templatetags.ui import clock, long_day

from . import queries, rules
from .models import Adoption, HelpOffer, Offer, Word


def _checked(check: Callable[..., None], *given: Any) -> None:
    """Ask a rule, and say its refusal at the field."""
    try:
        check(*given)
    except Refused as refusal:
        raise forms.ValidationError(f"{refusal.sentence} {refusal.advice}".strip()) from None


class PracticeField(forms.ModelChoiceField):
    """A practice by its code, listed by family: a plain select, so that it works without scripts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, to_field_name="code", **kwargs)

    def offer_choices(self, district_id: int) -> None:
        found = queries.practices(district_id)
        self.queryset = found
        families = queries.families(list(found), queries.family_names(district_id))
        grouped = [(family.name, [(p.code, p.name) for p in family.practices]) for family in families]
        self.widget.choices = [("", _("Choose a practice")), *grouped]


class NeededToPublish(forms.CharField):
    """Shown as required, though a draft may leave it empty: publishing asks for it."""

    def validate(self, value: str) -> None:
        """Nothing is refused here: see ``OfferForm.clean``."""


class OfferForm(forms.Form):
    """One offer, saved as a draft or published at once (``publish`` in the data)."""

    practice = PracticeField(label=gettext_lazy("Practice"))
    what_i_do = NeededToPublish(
        label=gettext_lazy("What I do"),
        widget=forms.Textarea(attrs={"rows": 7, "class": "words"}),
        help_text=gettext_lazy(
            "In your own words: what would a visitor see you and your students do? A few sentences are enough."
        ),
    )
    artefact_title = forms.CharField(
        label=gettext_lazy("What it is"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("For example: anchor chart from last week, lesson plan, photo of the board."),
    )
    artefact_file = forms.FileField(
        label=gettext_lazy("A file"),
        required=False,
        help_text=gettext_lazy(
            "PDF, picture (PNG, JPEG, WebP or GIF) or plain text, up to 10 MB. Place, camera and author are taken out "
            "of pictures. No names or faces of students."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.webp,.gif,.txt,.md"}),
    )
    artefact_link = forms.URLField(
        label=gettext_lazy("Or a link"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=gettext_lazy("It begins with https:// and opens for colleagues without a password of yours."),
    )
    sections = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("In which of my classes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="public_id",
        help_text=gettext_lazy("None ticked means any of them."),
    )

    def __init__(
        self, *args: Any, district_id: int, sections: Iterable[Section], offer: Offer | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.fields["practice"].offer_choices(district_id)
        self.fields["sections"].queryset = sections
        self.fields["sections"].widget.choices = [(s.public_id, _class_label(s)) for s in sections]

    @property
    def publishing(self) -> bool:
        """Published on saving, or published already and staying so."""
        return "publish" in self.data or (self.offer is not None and self.offer.state == Offer.State.PUBLISHED)

    def clean_what_i_do(self) -> str:
        text = self.cleaned_data["what_i_do"].strip()
        _checked(rules.check_words, text)
        return text

    def clean_artefact_link(self) -> str:
        link = self.cleaned_data["artefact_link"]
        if link:
            _checked(rules.check_link, link)
        return link

    def clean_artefact_file(self) -> Any:
        upload = self.cleaned_data["artefact_file"]
        if upload:
            _checked(rules.check_artefact, upload.name, upload.size, upload.chunks())
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.publishing:
            for name, sentence in rules.missing_for_colleagues(self._as_offer(data)).items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return data

    def _as_offer(self, data: dict[str, Any]) -> Offer:
        kept = self.offer.artefact_file if self.offer else ""
        named = "given" if data.get("artefact_file") else kept
        return Offer(
            what_i_do=data.get("what_i_do", ""), artefact_link=data.get("artefact_link", ""), artefact_file=named
        )

    def for_action(self) -> dict[str, Any]:
        """The arguments of ``new_offer`` and ``edit_offer``."""
        data = self.cleaned_data
        upload = data["artefact_file"]
        artefact = rules.Artefact(
            title=data["artefact_title"],
            link=data["artefact_link"],
            file_name=upload.name if upload else "",
            chunks=list(upload.chunks()) if upload else (),
        )
        given = {name: data[name] for name in ("practice", "what_i_do", "sections")}
        return given | {"artefact": artefact}


class AudienceField(forms.ChoiceField):
    """One audience is always chosen on the page; nothing sent leaves it as it is."""

    def clean(self, value: Any) -> str:
        return super().clean(value) if value else ""


class AudienceForm(forms.Form):
    """Who reads an offer once it is published."""

    audience = AudienceField(
        label=gettext_lazy("Who will see it"), widget=forms.RadioSelect, choices=Offer.Audience.choices
    )

    def __init__(self, *args: Any, told: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].widget.choices = list(told)


def offer_as_typed(offer: Offer) -> dict[str, Any]:
    """What the form shows when an offer is opened again."""
    return {
        "practice": offer.practice.code,
        "what_i_do": offer.what_i_do,
        "artefact_title": offer.artefact_title,
        "artefact_link": offer.artefact_link,
        "sections": [section.public_id for section in offer.sections.all()],
    }


def _class_label(section: Section) -> str:
    context = queries.context_line(section)
    return f"{section.title} · {context}" if context else section.title


class NeedForm(forms.Form):
    """A practice, and a note to oneself."""

    practice = PracticeField(label=gettext_lazy("I would like to see"))
    note = forms.CharField(
        label=gettext_lazy("A note to yourself"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "words"}),
        help_text=gettext_lazy("What would help you? Write no student's name."),
    )

    def __init__(self, *args: Any, district_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practice"].offer_choices(district_id)

    def clean_note(self) -> str:
        note = self.cleaned_data["note"].strip()
        _checked(rules.check_words, note, rules.NOTE_WORDS)
        return note


class DoorForm(forms.Form):
    """Which offer, in which lesson of the next two weeks, for how many."""

    offer = forms.ChoiceField(label=gettext_lazy("What they come to see"))
    lesson = forms.ChoiceField(label=gettext_lazy("In which lesson"))
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"), min_value=1, max_value=rules.SEATS_MOST, initial=2, required=True
    )
    note = forms.CharField(
        label=gettext_lazy("A line for whoever comes"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: come in by the side door, we start at once."),
    )

    def __init__(self, *args: Any, offers: Iterable[Offer], lessons: Iterable[queries.LessonAhead], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = [(o.public_id, o.practice.name) for o in offers]
        days: dict[str, list[tuple[str, str]]] = {}
        for one in lessons:
            label = f"{clock(one.start)}–{clock(one.end)} · {one.section.title} · {queries.period_name(one.period)}"
            days.setdefault(long_day(one.date), []).append((one.id, label))
        self.fields["lesson"].choices = [("", _("Choose a lesson")), *days.items()]


class ClosedDoorForm(forms.Form):
    """No visitors then: a weekday, a date or a period."""

    day = forms.ChoiceField(label=gettext_lazy("On which day"), required=False)
    on = forms.DateField(
        label=gettext_lazy("Or on one date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    period = forms.ChoiceField(label=gettext_lazy("In which period"), required=False)

    def __init__(self, *args: Any, periods: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [("", _("Any day")), *queries.WEEKDAY_NAMES.items()]
        self.fields["period"].choices = [
            ("", _("The whole day")),
            *((name, queries.period_name(name)) for name in periods),
        ]


class HostingForm(forms.Form):
    """Whether, how often and how one hosts."""

    welcome = forms.TypedChoiceField(
        label=gettext_lazy("Visitors"),
        choices=[("yes", gettext_lazy("Welcome")), ("no", gettext_lazy("Not for now"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("“Not for now” hides your offers from searches for a visit. Nobody is told why."),
    )
    lessons_week = forms.TypedChoiceField(
        label=gettext_lazy("At most this many lessons a week"), required=False, coerce=int, empty_value=None
    )
    note = forms.CharField(
        label=gettext_lazy("Where to sit, what to know"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: the chair by the window; feel free to walk around while they work."),
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = _("As the district allows (%(most)d)") % {"most": most}
        self.fields["lessons_week"].choices = [("", district), *((n, str(n)) for n in range(1, most + 1))]


class WorkField(PracticeField):
    """The same list, work outside of lessons first."""

    def offer_choices(self, district_id: int) -> None:
        super().offer_choices(district_id)
        _head, *groups = self.widget.choices
        work = queries.family_name(WORK, queries.family_names(district_id))
        self.widget.choices = [("", _("Choose from the list")), *sorted(groups, key=lambda group: group[0] != work)]


class HelpForm(forms.Form):
    """What I am good at, how I do it, how to ask me; and who may see it."""

    practice = WorkField(label=gettext_lazy("I am good at"))
    what_i_do = forms.CharField(
        label=gettext_lazy("How I do it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences, as you would say it."),
    )
    ask_me = forms.CharField(
        label=gettext_lazy("When and where you can ask me"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: in the yard after the morning run."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=Offer.Audience.choices,
        initial=Offer.Audience.SCHOOL,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, district_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practice"].offer_choices(district_id)

    def clean_what_i_do(self) -> str:
        text = self.cleaned_data["what_i_do"].strip()
        _checked(rules.check_words, text, rules.HELP_WORDS)
        return text


def help_as_typed(offered: HelpOffer) -> dict[str, Any]:
    """What the form shows when one's own is opened again."""
    given = {name: getattr(offered, name) for name in ("what_i_do", "ask_me", "audience")}
    return given | {"practice": offered.practice.code}


class LearnForm(NeedForm):
    """A need in plain words."""

    practice = WorkField(label=gettext_lazy("I would like to learn"))
    note = forms.CharField(
        label=gettext_lazy("A word to yourself"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Write no student's name."),
    )


class WordForm(forms.Form):
    """One or two lines about an offer."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Word.Kind.choices, initial=Word.Kind.SAW, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("In one or two lines"),
        max_length=rules.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "words"}),
        help_text=gettext_lazy("What did you see, or what did it help you with? Write no student's name."),
    )


class LearnedForm(forms.Form):
    """From whom, what came of it, and who may see it."""

    learned_from = forms.ChoiceField(label=gettext_lazy("From whom you learned it"))
    what_came = forms.CharField(
        label=gettext_lazy("What came of it"),
        widget=forms.Textarea(attrs={"rows": 5, "class": "words"}),
        help_text=gettext_lazy("What do you do now, and what do your learners show? Write no student's name."),
    )
    shown = forms.TypedChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=[("no", Adoption.State.PRIVATE.label), ("yes", Adoption.State.SHOWN.label)],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, teachers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["learned_from"].choices = list(teachers)

    def clean_what_came(self) -> str:
        text = self.cleaned_data["what_came"].strip()
        _checked(rules.check_words, text, rules.RESULT_WORDS)
        return text


def adoption_as_typed(adoption: Adoption) -> dict[str, Any]:
    """What the form shows when it is opened again."""
    shown = "yes" if adoption.state == Adoption.State.SHOWN else "no"
    return {"learned_from": adoption.learned_from.public_id, "what_came": adoption.what_came, "shown": shown}


class PartnerForm(forms.Form):
    """What one wants to think about, in a line."""

    about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=160,
        help_text=gettext_lazy("For example: my groups fall apart after lunch. Write no student's name."),
    )


class LikenessForm(forms.Form):
    """How much each aspect counts, in percent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ASPECT_NAMES.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=100)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            _checked(rules.check_weights, given)
        return given


ASPECT_NAMES = {
    "subjects": gettext_lazy("The same subjects"),
    "grades": gettext_lazy("Near grades"),
    "english_learners": gettext_lazy("The share of English learners"),
    "iep": gettext_lazy("The share of students with an education plan"),
    "language_program": gettext_lazy("The same language program"),
    "level": gettext_lazy("The same kind of school"),
    "size": gettext_lazy("The size of the class"),
}
