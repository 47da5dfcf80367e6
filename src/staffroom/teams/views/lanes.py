"""Swim lanes: the map, and the lists of lanes and shared concepts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staffroom.people.signin import signed_in
from staffroom.spine.files.tables import hands_out, table_response
from staffroom.spine.files.tables import wanted as wanted_kind

from .. import actions, queries, rules
from ..forms import ConceptForm, LaneForm
from .role_lists import edited, posted


@hands_out("csv", "xlsx")
@require_safe
@signed_in
def role_lanes(request: HttpRequest) -> HttpResponse:
    """Which concept is carried in which lane by which kind of role."""
    if kind := wanted_kind(request):
        return table_response(request, queries.lanes_table(request.actor), kind)
    return render(request, "teams/lanes.html", queries.lanes_page(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lane_new(request: HttpRequest) -> HttpResponse:
    rules.keep_lists(request.actor)
    return edited(request, LaneForm(posted(request)), actions.save_lane, _("A lane"), back="role_lanes")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lane_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    lane = queries.lane_to_change(request.actor, public_id)
    initial = {name: getattr(lane, name) for name in ("name", "outcome", "place")}
    form = LaneForm(posted(request), initial=initial)
    return edited(request, form, actions.save_lane, lane.name, back="role_lanes", lane_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def concept_new(request: HttpRequest) -> HttpResponse:
    rules.keep_lists(request.actor)
    form = ConceptForm(posted(request), carriers=queries.carriers())
    return edited(request, form, actions.save_concept, _("A shared concept"), back="role_lanes")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def concept_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    concept = queries.concept_to_change(request.actor, public_id)
    initial = {"name": concept.name, "meaning": concept.meaning}
    initial |= {f"lane-{lane}": kind for lane, kind in queries.named_in(concept).items()}
    form = ConceptForm(posted(request), initial=initial, carriers=queries.carriers())
    return edited(request, form, actions.save_concept, concept.name, back="role_lanes", concept_id=public_id)
