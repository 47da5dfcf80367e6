"""The directory, a person's card, one's own account, and who sees what."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from staffroom.spine.access import ROLE_SENTENCES
from staffroom.spine.files.tables import hands_out, table_response, wanted
from staffroom.ui.toasts import say

from .. import actions, queries, rules
from ..forms import PreferencesForm
from ..signin import keep_on_device, signed_in

# A higher room may bring this fragment; until it does there is nothing to show.
CALENDAR_LINK = ["visits/_calendar_link.html", "people/_nothing.html"]


@hands_out("csv", "xlsx")
@require_GET
@signed_in
def staff_list(request: HttpRequest) -> HttpResponse:
    """The people of the district; search, school and role stand in the address."""
    asked = {name: request.GET.get(name, "") for name in ("school", "role")}
    asked["search"] = request.GET.get("q", "")[:80]
    if kind := wanted(request):
        return table_response(request, queries.directory_table(request.actor, **asked), kind)
    found = queries.directory(request.actor, page=request.GET.get("page", "1"), **asked)
    shown = {"directory": found, "pills": _pills(request, found)}
    if request.htmx:
        return render(request, "people/_staff_results.html", shown)
    choices = {"schools": queries.school_choices(), "roles": queries.role_choices()}
    return render(request, "people/staff_list.html", shown | choices)


def _pills(request: HttpRequest, found: queries.Directory) -> list[tuple[str, str]]:
    """Each filter that is on, and the address without it."""
    on = {"q": f"“{found.search}”" if found.search else "", "school": found.school and found.school.name}
    on["role"] = found.role_name
    pills = []
    for name, label in on.items():
        if label:
            rest = request.GET.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            pills.append((str(label), f"?{rest.urlencode()}"))
    return pills


@require_GET
@signed_in
def staff_card(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: who, where, what they teach, how to write to them."""
    person = queries.card_for(request.actor, public_id)
    shown = {"person": person, "is_me": person.pk == request.actor.staff_id}
    shown["may_end"] = person.active and not shown["is_me"] and rules.end_people.allows(request.actor)
    return render(request, "people/staff_card.html", shown)


@require_http_methods(["GET", "POST"])
@signed_in
def my_account(request: HttpRequest) -> HttpResponse:
    """Language, look, calendar link, and what Staffroom knows about me."""
    form = PreferencesForm(request.POST or None, instance=request.account)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        actions.save_preferences(by=request.actor, now=request.now, **chosen)
        with override(chosen["language"]):
            say(request, _("Saved."))
        answer = redirect("my_account")
        keep_on_device(answer, settings.LANGUAGE_COOKIE_NAME, chosen["language"])
        keep_on_device(answer, settings.THEME_COOKIE_NAME, chosen["theme"])
        return answer
    shown = {
        "form": form,
        "facts": queries.facts_about(request.actor),
        "calendar_link": CALENDAR_LINK,
        "keeps_phone_key": rules.keep_phone_key.allows(request.actor),
    }
    return render(request, "people/my_account.html", shown, status=400 if form.errors else 200)


@require_GET
@signed_in
def who_are_roles(request: HttpRequest) -> HttpResponse:
    """The roles, each with its sentence, from the same data that the guards read."""
    roles = [(name, queries.ROLE_NAMES[name], sentence) for name, sentence in ROLE_SENTENCES.items()]
    return render(request, "people/roles.html", {"roles": roles})
