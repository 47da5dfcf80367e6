"""What the contract says about time: read by everybody, written by the central office."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staffroom.core.contract import rule_sentence
from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import CSV, Table, hands_out, table_response
from staffroom.ui.toasts import say

from .. import rules
from ..actions import contract as acts
from ..forms_contract import COLUMNS, ContractFileForm, ContractRuleForm, core_rule, initial_of, read_rules
from ..queries.clauses import contract_rule_for
from ..queries.contract import contract_page, contract_rows
from ..queries.contract import rule_sentence as told


@signed_in
@require_GET
def contract(request: HttpRequest) -> HttpResponse:
    """Every rule as a sentence, with its clause."""
    return render(request, "timetable/contract.html", {"page": contract_page(request.actor)})


@signed_in
@hands_out("csv")
@require_GET
def contract_csv(request: HttpRequest) -> HttpResponse:
    """The rules as a file that can be brought back, with their sentences in both languages."""
    shown = [{**initial_of(row), "_": core_rule_of(row)} for row in contract_rows()]
    lines = [
        [*(_cell(one[name]) for name in COLUMNS), rule_sentence(one["_"]), rule_sentence(one["_"], "es")]
        for one in shown
    ]
    return table_response(request, Table("contract", [*COLUMNS, "sentence_en", "sentence_es"], lines), CSV)


def core_rule_of(row: Any) -> Any:
    return core_rule({name: getattr(row, name) for name in acts.FIELDS})


def _cell(value: Any) -> Any:
    return ";".join(value) if isinstance(value, list) else value


@signed_in
@require_http_methods(["GET", "POST"])
def contract_new(request: HttpRequest) -> HttpResponse:
    """A new rule; its sentence can be looked at before it is saved."""
    rules.set_time_rules(request.actor)
    return _edit(request, None)


@signed_in
@require_http_methods(["GET", "POST"])
def contract_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Other values for a rule."""
    row = contract_rule_for(request.actor, public_id)
    rules.set_time_rules(request.actor)
    return _edit(request, row)


def _edit(request: HttpRequest, row: Any) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ContractRuleForm(posted, initial=initial_of(row) if row else None)
    preview: dict[str, str] = {}
    if posted is not None and form.is_valid():
        if "preview" not in posted:
            return _saved(request, row, form.values)
        rule = core_rule(form.values)
        preview = {"en": rule_sentence(rule), "es": rule_sentence(rule, "es")}
    context = {"form": form, "row": row, "preview": preview, "back": reverse("contract")}
    return render(request, "timetable/contract_edit.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, row: Any, values: dict[str, Any]) -> HttpResponse:
    if row is None:
        acts.add_rule(by=request.actor, now=request.now, values=values)
    else:
        acts.change_rule(by=request.actor, now=request.now, rule=row, values=values)
    say(request, _("The rule is saved. What is planned from now on is checked against it."))
    return redirect("contract")


@signed_in
@require_POST
def contract_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """The contract says this no more."""
    acts.remove_rule(by=request.actor, now=request.now, rule=contract_rule_for(request.actor, public_id))
    say(request, _("The rule is removed. The history of this page keeps what it said."))
    return redirect("contract")


@signed_in
@require_http_methods(["GET", "POST"])
def contract_import(request: HttpRequest) -> HttpResponse:
    """Bring a file: what it would change is shown first; the same file sent again with “apply” is written."""
    rules.set_time_rules(request.actor)
    text = request.POST.get("text", "") if request.method == "POST" else ""
    sent = request.method == "POST" and not text
    form = ContractFileForm(request.POST, request.FILES) if sent else ContractFileForm()
    if sent and form.is_valid():
        text = form.cleaned_data["file"].read().decode("utf-8-sig", "replace")
    read = read_rules(text.encode()) if text else None
    if read and not read.problems and "apply" in request.POST:
        done = acts.replace_rules(by=request.actor, now=request.now, wanted=read.wanted)
        say(request, _("Rules added: %(added)d, removed: %(removed)d.") % done)
        return redirect("contract")
    context = {"form": form, "read": read, "text": text, "plan": _plan(read), "back": reverse("contract")}
    wrong = form.errors or (read and read.problems)
    return render(request, "timetable/contract_import.html", context, status=422 if wrong else 200)


def _plan(read: Any) -> dict[str, Any] | None:
    """What applying would do, in sentences."""
    if read is None or read.problems:
        return None
    new, gone = acts.compared(read.wanted)
    return {
        "new": [_shown(core_rule(values)) for values in new],
        "gone": [_shown(core_rule_of(row)) for row in gone],
        "same": len(read.wanted) - len(new),
    }


def _shown(rule: Any) -> dict[str, str]:
    return {"sentence": told(rule), "source": rule.source}
