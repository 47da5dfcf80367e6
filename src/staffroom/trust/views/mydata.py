"""My data: what there is, taking it along, deleting it; and how long everything is kept."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from staffroom.people.models import Staff
from staffroom.people.signin import signed_in
from staffroom.spine.access import Refused
from staffroom.spine.files.store import serve
from staffroom.spine.jobs import Job
from staffroom.ui.toasts import say

from .. import actions, queries, rules


class EraseForm(forms.Form):
    """The family name, typed, so that nobody deletes everything by a slip."""

    typed = forms.CharField(
        label=gettext_lazy("Your family name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, person: Staff, data: Any = None) -> None:
        super().__init__(data)
        self.person = person
        self.fields["typed"].help_text = _("Type %(name)s.") % {"name": person.family}

    def clean_typed(self) -> str:
        try:
            rules.confirm_family_name(self.person, self.cleaned_data["typed"])
        except Refused as refusal:
            raise forms.ValidationError(f"{refusal.sentence} {refusal.advice}") from None
        return self.cleaned_data["typed"]


@require_GET
@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    data = queries.my_data(request.actor, request.now)
    return _page(request, data, EraseForm(data.person))


def _page(request: HttpRequest, data: queries.MyData, form: EraseForm, status: int = 200) -> HttpResponse:
    return render(request, "trust/my_data.html", {"data": data, "form": form}, status=status)


@require_POST
@signed_in
def my_data_export(request: HttpRequest) -> HttpResponse:
    """Make the copy: at once where that is quick, else on a page that shows how far it is."""
    job = actions.ask_export(by=request.actor, now=request.now)
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        return redirect("job", job.public_id)
    say(request, _("Your copy is ready below. It stays there for a week."))
    return redirect("my_data")


@require_GET
@signed_in
def my_data_file(request: HttpRequest, public_id: str) -> HttpResponse:
    return serve(queries.export_for(request.actor, public_id, request.now))


@require_POST
@signed_in
def my_data_erase(request: HttpRequest) -> HttpResponse:
    person = queries.person_of(request.actor)
    form = EraseForm(person, request.POST)
    if not form.is_valid():
        return _page(request, queries.my_data(request.actor, request.now), form, status=422)
    actions.erase_mine(by=request.actor, now=request.now, typed=form.cleaned_data["typed"])
    say(request, _("Deleted. What is still listed here stays, and says why."))
    return redirect("my_data")


@require_GET
@signed_in
def retention(request: HttpRequest) -> HttpResponse:
    """How long each kind of record is kept, and what went last night."""
    return render(request, "trust/retention.html", queries.retention_page(request.actor))
