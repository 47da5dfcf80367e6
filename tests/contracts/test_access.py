"""Every address × every kind of person × GET and POST: who gets in, who is told why not, for whom it does not exist.

The table is the first version of the access matrix. An address that is not in it fails the build; so does one that
answers anybody otherwise than the table says. The people, in the order of the letters:

owner · colleague · teacher of another school · principal · principal of another school · central office · IT ·
classified · no role · teacher and central office of another district · stranger without a session
"""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.cast import client_of
from tests.factories.sharing import Goals
from tests.factories.visits import NOW
from tests.factories.world import CANARY, World, make_world

LETTERS = {
    "+": "200",
    ">": "302",
    "L": "302 to the sign-in page",
    "x": "400",
    "U": "401",
    "F": "403",
    "-": "404",
    "m": "405",
    "C": "409",
    "y": "422",
}
ALL, NOBODY, NO_GET, NO_POST = "++++++++++++", "------------", "mmmmmmmmmmmm", "mmmmmmmmmmmm"
SIGNED_IN, API = "+++++++++++L", "+++++++++++U"
NO_POST_L = "mmmmmmmmmmmL"  # asked to sign in first

# Address -> what the id in it names ("" for none), GET, POST.
TABLE: dict[tuple[str, str], tuple[str, str]] = {
    ("", ""): (SIGNED_IN, NO_POST),
    ("find/", ""): (SIGNED_IN, NO_POST),
    ("visits/", ""): (SIGNED_IN, NO_POST),
    ("visits/ask/<str:offer_id>/", "offer"): ("C+++++F+F--L", "C+++++F+F--L"),
    ("visits/ask/<str:offer_id>/", "draft"): ("C-----F-F--L", "C-----F-F--L"),
    ("visits/ask/<str:offer_id>/", "withdrawn"): ("C-----F-F--L", "C-----F-F--L"),
    ("visits/<str:public_id>/", "asked"): ("++---------L", NO_POST),
    ("visits/<str:public_id>/", "booked"): ("++---------L", NO_POST),
    ("visits/<str:public_id>/accept/", "asked"): (NO_GET, "CF---------L"),
    ("visits/<str:public_id>/accept/", "booked"): (NO_GET, "CF---------L"),
    ("visits/<str:public_id>/decline/", "asked"): (NO_GET, ">F---------L"),
    ("visits/<str:public_id>/decline/", "booked"): (NO_GET, "CF---------L"),
    ("visits/<str:public_id>/cancel/", "asked"): (NO_GET, ">>---------L"),
    ("visits/<str:public_id>/cancel/", "booked"): (NO_GET, ">>---------L"),
    ("visits/<str:public_id>/note/", "asked"): (NO_GET, "yy---------L"),
    ("visits/<str:public_id>/note/", "booked"): (NO_GET, "yy---------L"),
    ("visits/<str:public_id>/move/", "asked"): ("++---------L", "CC---------L"),
    ("visits/<str:public_id>/move/", "booked"): ("++---------L", "CC---------L"),
    ("visits/<str:public_id>/move/accept/", "asked"): (NO_GET, "CC---------L"),
    ("visits/<str:public_id>/move/accept/", "booked"): (NO_GET, "CC---------L"),
    ("visits/<str:public_id>/move/decline/", "asked"): (NO_GET, "CC---------L"),
    ("visits/<str:public_id>/move/decline/", "booked"): (NO_GET, "CC---------L"),
    ("visits/<str:public_id>/move/withdraw/", "asked"): (NO_GET, "CC---------L"),
    ("visits/<str:public_id>/move/withdraw/", "booked"): (NO_GET, "CC---------L"),
    ("visits/<str:public_id>/link/", "asked"): (NO_GET, "CF---------L"),
    ("visits/<str:public_id>/link/", "booked"): (NO_GET, "CF---------L"),
    ("visits/<str:public_id>/step/", "asked"): (NO_GET, "CC---------L"),
    ("visits/<str:public_id>/step/", "booked"): (NO_GET, "CC---------L"),
    ("visits/reminders/", ""): (NO_GET, ">>>>>>>>>>>L"),
    ("visits/cadence/", ""): ("FFF+++FFFF+L", NO_POST_L),
    ("visits/from-afar/<str:offer_id>/", "offer"): ("+FFFFFFFF--L", ">FFFFFFFF--L"),
    ("visits/from-afar/<str:offer_id>/", "draft"): ("+----------L", ">----------L"),
    ("visits/from-afar/<str:offer_id>/", "withdrawn"): ("+----------L", ">----------L"),
    ("covers/<str:public_id>/", "cover"): ("++---------L", NO_POST),
    ("covers/<str:public_id>/accept/", "cover"): (NO_GET, "CF---------L"),
    ("covers/<str:public_id>/decline/", "cover"): (NO_GET, ">F---------L"),
    ("covers/<str:public_id>/give-up/", "cover"): (NO_GET, "CF---------L"),
    ("steps/<str:public_id>/done/", "step"): (NO_GET, ">----------L"),
    ("not-there-today/", ""): (NO_GET, ">>>>>>>>>>>L"),
    ("calendar/reset/", ""): (NO_GET, ">>>>>>>>>>>L"),
    ("calendar/<str:token>.ics", "feed"): (ALL, NO_POST),
    ("school/visits/", ""): ("FFF+++FFFF+L", NO_POST),
    ("school/substitutes/", ""): ("FFF+++FFFF+L", "FFFCCCFFFFCL"),
    ("time/", ""): ("FFF+++FFFF+L", NO_POST),
    ("time/computed/", ""): ("FFF+++FFFF+U", NO_POST),
    ("time/seeing/", ""): ("FFF+++FFFF+L", NO_POST),
    ("time/free/", ""): ("FFF+++FFFF+L", NO_POST),
    ("time/together/", ""): ("FFF+++FFFF+L", NO_POST),
    ("time/singletons/", ""): ("FFF+++FFFF+L", NO_POST),
    ("people/", ""): (SIGNED_IN, NO_POST),
    ("people/<str:public_id>/", "person"): ("+++++++++--L", NO_POST),
    ("me/", ""): (SIGNED_IN, SIGNED_IN),
    ("roles/", ""): (SIGNED_IN, NO_POST),
    ("people/<str:public_id>/end/", "person"): ("FFFFF+FFFF-L", "FFFFFxFFFF-L"),
    ("endings/", ""): ("FFFFF+FFFF+L", "FFFFFxFFFFxL"),
    ("rosters/", ""): ("FFFFF++FFF+L", NO_POST),
    ("rosters/export.zip", ""): ("FFFFF++FFF+L", NO_POST),
    ("rosters/new/", ""): ("FFFFF++FFF+L", "FFFFFxxFFFxL"),
    ("rosters/years/", ""): ("FFFFF++FFF+L", "FFFFFxxFFFxL"),
    ("rosters/tables/new/", ""): ("FFFFF++FFF+L", "FFFFFyyFFFyL"),
    ("tables/<str:public_id>/", "tables"): ("FFFFF++FF--L", "FFFFF>>FF--L"),
    ("rosters/<str:public_id>/", "roster"): ("FFFFF++FF--L", NO_POST),
    ("rosters/<str:public_id>/job/", "roster"): ("FFFFF++FF--L", NO_POST),
    ("rosters/<str:public_id>/apply/", "roster"): (NO_GET, "FFFFF>>FF--L"),
    ("rosters/<str:public_id>/undo/", "roster"): (NO_GET, "FFFFFCCFF--L"),
    ("rosters/<str:public_id>/discard/", "roster"): (NO_GET, "FFFFF>>FF--L"),
    ("rosters/<str:public_id>/changes/", "roster"): ("FFFFF++FF--L", NO_POST),
    ("rosters/<str:public_id>/choose/", "roster"): (NO_GET, "FFFFF>>FF--L"),
    ("rosters/<str:public_id>/problems.csv", "roster"): ("FFFFF++FF--L", NO_POST),
    ("demo/sign-in/", ""): (NO_GET, NOBODY),
    ("account/login/", ""): (">>>>>>>>>>>+", ">>>>>>>>>>>+"),
    ("account/login/code/", ""): (">>>>>>>>>>>+", ">>>>>>>>>>>+"),
    ("account/email/", ""): (">>>>>>>>>>>>", ">>>>>>>>>>>>"),
    ("week/", ""): (SIGNED_IN, NO_POST_L),
    ("week/minutes/", ""): (SIGNED_IN, NO_POST),
    ("week/away/", ""): (SIGNED_IN, "yyyyyyyyyyyL"),
    ("week/away/<str:public_id>/remove/", "away"): (NO_POST_L, ">FFFFFFFF--L"),
    ("bells/", ""): ("FFFFF++FFF+L", NO_POST_L),
    ("bells/new/", ""): ("FFFFF++FFF+L", "FFFFFyyFFFyL"),
    ("bells/<str:public_id>/", "bells"): ("FFFFF++FFF-L", NO_POST_L),
    ("bells/<str:public_id>/apply/", "bells"): (NO_POST_L, "FFFFF>>FF--L"),
    ("bells/<str:public_id>/undo/", "bells"): (NO_POST_L, "FFFFFCCFF--L"),
    ("bells/<str:public_id>/discard/", "bells"): (NO_POST_L, "FFFFF>>FF--L"),
    ("schools/<str:public_id>/bells/", "school"): ("+++++++++--L", NO_POST_L),
    ("time-rules/", ""): (SIGNED_IN, "FFFFFyFFFFyL"),
    ("plans/", ""): ("FFFFF+FFFF+L", NO_POST_L),
    ("plans/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("plans/compare/", ""): ("FFFFF+FFFF+L", NO_POST_L),
    ("plans/<str:public_id>/", "plan"): ("FFFFF+FFF--L", NO_POST_L),
    ("plans/<str:public_id>/offer/", "plan"): (NO_POST_L, "FFFFF>FFF--L"),
    ("plans/<str:public_id>/withdraw/", "plan"): (NO_POST_L, "FFFFFCFFF--L"),
    ("plans/<str:public_id>/delete/", "plan"): (NO_POST_L, "FFFFF>FFF--L"),
    ("walks/", ""): (SIGNED_IN, NO_POST),
    ("walks/new/", ""): ("++++++F+F++L", "yyyyyyFyFyyL"),
    ("walks/school/<str:public_id>/", "school"): ("++-+---+---L", NO_POST),
    ("walks/<str:public_id>/", "walk"): ("++---------L", NO_POST),
    ("walks/<str:public_id>/answer/", "walk"): (NO_GET, "CC---------L"),
    ("walks/<str:public_id>/join/", "walk_open"): (NO_GET, "C>C>>>F>F--L"),
    ("walks/<str:public_id>/invite/", "walk"): (NO_GET, "CF---------L"),
    ("walks/<str:public_id>/room/", "walk"): (NO_GET, "CF---------L"),
    ("walks/<str:public_id>/cancel/", "walk"): (NO_GET, "CF---------L"),
    ("walks/<str:public_id>/jottings/", "walk"): (NO_GET, ">F---------L"),
    ("walks/<str:public_id>/patterns/", "walk"): (NO_GET, "yy---------L"),
    ("walks/<str:public_id>/release/", "walk"): (NO_GET, "CF---------L"),
    ("walks/<str:public_id>/thanks/", "walk"): (NO_GET, "yy---------L"),
    ("walks/patterns/<str:public_id>/remove/", "walk_pattern_draft"): (NO_GET, ">----------L"),
    ("walks/patterns/<str:public_id>/hold-back/", "walk_pattern"): (NO_GET, "F>---------L"),
    ("walks/patterns/<str:public_id>/show-again/", "walk_pattern"): (NO_GET, "F>---------L"),
    ("proposals/", ""): (SIGNED_IN, NO_POST_L),
    ("proposals/<str:public_id>/take/", "proposal"): (NO_POST_L, "C----------L"),
    ("proposals/<str:public_id>/decline/", "proposal"): (NO_POST_L, ">----------L"),
    ("proposals/<str:public_id>/reopen/", "proposal"): (NO_POST_L, ">----------L"),
    ("guests/", ""): (SIGNED_IN, NO_POST),
    ("guests/wish/", ""): (NO_GET, ">>>>>>>>>>>L"),
    ("guests/counts/", ""): ("FFFFF+FFFF+L", NO_POST),
    ("guests/invite/<str:team_id>/", "team"): ("++FFFFFFF--L", "--FFFFFFF--L"),
    ("guests/thanks/<str:public_id>/delete/", "guest_thanks"): (NO_GET, ">->--------L"),
    ("guests/<str:public_id>/", "guest_hour"): ("+++--------L", NO_POST),
    ("guests/<str:public_id>/accept/", "guest_hour"): (NO_GET, "FF---------L"),
    ("guests/<str:public_id>/decline/", "guest_hour"): (NO_GET, "FF>--------L"),
    ("guests/<str:public_id>/propose/", "guest_hour"): (NO_GET, "-----------L"),
    ("guests/<str:public_id>/cancel/", "guest_hour"): (NO_GET, ">>>--------L"),
    ("guests/<str:public_id>/thank/", "guest_hour"): (NO_GET, "yyy--------L"),
    ("new-team/", ""): (SIGNED_IN, NO_POST),
    ("new-team/leads/", ""): ("FFF+++FFFF+L", NO_POST),
    ("new-team/<str:team_id>/", "team"): ("+FFFFFFFF--L", NO_POST),
    ("new-team/<str:team_id>/ask/", "team"): (NO_GET, ">FFFFFFFF--L"),
    ("new-team/<str:team_id>/lead/", "team"): ("+FF+F+FFF--L", "-FF-F-FFF--L"),
    ("absences/", ""): ("FFF+++FFFF+L", NO_POST_L),
    ("absences/files/", ""): ("FFFFF+FFFF+L", NO_POST_L),
    ("absences/files/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("absences/files/edfi/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("absences/files/<str:public_id>/", "absence_file"): ("FFFFF+FFF--L", NO_POST_L),
    ("absences/files/<str:public_id>/apply/", "absence_file"): (NO_POST_L, "FFFFF>FFF--L"),
    ("absences/files/<str:public_id>/undo/", "absence_file"): (NO_POST_L, "FFFFFCFFF--L"),
    ("absences/files/<str:public_id>/discard/", "absence_file"): (NO_POST_L, "FFFFF>FFF--L"),
    ("absences/rules/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("special-days/", ""): (SIGNED_IN, NO_POST_L),
    ("special-days/new/", ""): ("FFF+++FFFF+L", "FFFyyyFFFFyL"),
    ("special-days/<str:public_id>/remove/", "special_day"): (NO_POST_L, "FFF>F>FFF--L"),
    ("special-days/changes/<str:public_id>/undo/", "day_change"): (NO_POST_L, "FFF>F>FFF--L"),
    ("learning-time/", ""): (SIGNED_IN, NO_POST_L),
    ("learning-time/new/", ""): ("FFF+++FFFF+L", "FFFyyyFFFFyL"),
    ("learning-time/<str:public_id>.ics", "school"): ("+++++++++--L", NO_POST_L),
    ("learning-time/<str:public_id>/", "learning_slot"): ("FFF+F+FFF--L", "FFFyFyFFF--L"),
    ("learning-time/<str:public_id>/remove/", "learning_slot"): (NO_POST_L, "FFF>F>FFF--L"),
    ("contract/", ""): (SIGNED_IN, NO_POST_L),
    ("contract/rules.csv", ""): (SIGNED_IN, NO_POST_L),
    ("contract/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("contract/import/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("contract/<str:public_id>/", "contract_rule"): ("FFFFF+FFF--L", "FFFFFyFFF--L"),
    ("contract/<str:public_id>/remove/", "contract_rule"): (NO_POST_L, "FFFFF>FFF--L"),
    ("practices/", ""): (SIGNED_IN, NO_POST),
    ("practices/search/", ""): (SIGNED_IN, NO_POST),
    ("practices/<slug:code>/", "practice"): (SIGNED_IN, NO_POST),
    ("offers/", ""): ("+++FFFFFF+FL", NO_POST),
    ("offers/new/", ""): ("+++FFFFFF+FL", "yyyFFFFFFyFL"),
    ("offers/<str:public_id>/", "offer"): ("++++++F+F--L", NO_POST),
    ("offers/<str:public_id>/", "draft"): ("+----------L", NO_POST),
    ("offers/<str:public_id>/", "withdrawn"): ("+----------L", NO_POST),
    ("offers/<str:public_id>/edit/", "offer"): ("+FFFFFFFF--L", "yFFFFFFFF--L"),
    ("offers/<str:public_id>/edit/", "draft"): ("+----------L", "y----------L"),
    ("offers/<str:public_id>/edit/", "withdrawn"): ("+----------L", "y----------L"),
    ("offers/<str:public_id>/publish/", "offer"): ("+FFFFFFFF--L", ">FFFFFFFF--L"),
    ("offers/<str:public_id>/publish/", "draft"): ("+----------L", ">----------L"),
    ("offers/<str:public_id>/publish/", "withdrawn"): ("+----------L", ">----------L"),
    ("offers/<str:public_id>/withdraw/", "offer"): (NO_GET, ">FFFFFFFF--L"),
    ("offers/<str:public_id>/withdraw/", "draft"): (NO_GET, ">----------L"),
    ("offers/<str:public_id>/withdraw/", "withdrawn"): (NO_GET, ">----------L"),
    ("offers/<str:public_id>/restore/", "offer"): (NO_GET, ">FFFFFFFF--L"),
    ("offers/<str:public_id>/restore/", "draft"): (NO_GET, ">----------L"),
    ("offers/<str:public_id>/restore/", "withdrawn"): (NO_GET, ">----------L"),
    ("offers/<str:public_id>/delete/", "offer"): (NO_GET, "CFFFFFFFF--L"),
    ("offers/<str:public_id>/delete/", "draft"): (NO_GET, ">----------L"),
    ("offers/<str:public_id>/delete/", "withdrawn"): (NO_GET, "C----------L"),
    ("offers/<str:public_id>/file/", "offer"): ("++++++F+F--L", NO_POST),
    ("offers/<str:public_id>/file/", "draft"): ("-----------L", NO_POST),
    ("offers/<str:public_id>/file/", "withdrawn"): ("-----------L", NO_POST),
    ("needs/", ""): (SIGNED_IN, SIGNED_IN),
    ("needs/<str:public_id>/close/", "need"): (NO_GET, ">----------L"),
    ("needs/<str:public_id>/reopen/", "need"): (NO_GET, ">----------L"),
    ("needs/<str:public_id>/delete/", "need"): (NO_GET, ">----------L"),
    ("doors/", ""): ("++++++F+F++L", NO_POST),
    ("doors/open/", ""): ("+++FFFFFF+FL", "+++FFFFFF+FL"),
    ("doors/<str:public_id>/close/", "open_door"): (NO_GET, ">FFFFFFFF--L"),
    ("hosting/", ""): ("+++FFFFFF+FL", "yyyFFFFFFyFL"),
    ("hosting/closed/", ""): (NO_GET, "yyyFFFFFFyFL"),
    ("hosting/closed/<str:public_id>/delete/", "closed_door"): (NO_GET, ">--FFFFFF-FL"),
    # Expertise: the list of practices, words, what spreads, thought partners.
    ("find/people/", ""): ("+++++++++++L", "mmmmmmmmmmmm"),
    ("doors/<str:public_id>/come/", "open_door"): ("mmmmmmmmmmmm", "CC>CCCFCF--L"),
    ("taxonomy/", ""): ("FFFFF+FFFF+L", "mmmmmmmmmmmm"),
    ("taxonomy/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("taxonomy/practices/<slug:code>/", "practice"): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("taxonomy/practices/<slug:code>/retire/", "practice"): ("mmmmmmmmmmmm", "FFFFF>FFFF>L"),
    ("taxonomy/practices/<slug:code>/bring-back/", "practice"): ("mmmmmmmmmmmm", "FFFFF>FFFF>L"),
    ("taxonomy/families/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("taxonomy/families/<slug:code>/", "talk"): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("taxonomy/case.json", ""): ("+++++++++++L", "mmmmmmmmmmmm"),
    ("taxonomy/files/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("taxonomy/files/<str:public_id>/", "taxonomy_file"): ("FFFFF+FFFF-L", "mmmmmmmmmmmm"),
    ("taxonomy/files/<str:public_id>/apply/", "taxonomy_file"): ("mmmmmmmmmmmm", "FFFFFCFFFF-L"),
    ("taxonomy/files/<str:public_id>/undo/", "taxonomy_file"): ("mmmmmmmmmmmm", "FFFFFCFFFF-L"),
    ("taxonomy/files/<str:public_id>/discard/", "taxonomy_file"): ("mmmmmmmmmmmm", "FFFFF>FFFF-L"),
    ("taxonomy/likeness/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("access-to-hosts/", ""): ("FFFFF+FFFF+L", "mmmmmmmmmmmm"),
    ("offers/<str:public_id>/word/", "offer"): ("C++C++F+F--L", "C++C++F+F--L"),
    ("offers/<str:public_id>/word/", "draft"): ("C----------L", "C----------L"),
    ("offers/<str:public_id>/word/", "school_offer"): ("C+-C---+---L", "C+-C---+---L"),
    ("offers/<str:public_id>/learned/", "offer"): ("C+++++F+F--L", "C+++++F+F--L"),
    ("offers/<str:public_id>/learned/", "draft"): ("C----------L", "C----------L"),
    ("offers/<str:public_id>/learned/", "school_offer"): ("C+-+---+---L", "C+-+---+---L"),
    ("offers/<str:public_id>/used-by/", "offer"): ("++++++F+F--L", "mmmmmmmmmmmm"),
    ("offers/<str:public_id>/used-by/", "withdrawn"): ("+----------L", "mmmmmmmmmmmm"),
    ("offers/<str:public_id>/used-by/", "school_offer"): ("++-+---+---L", "mmmmmmmmmmmm"),
    ("spread/", ""): ("+++++++++++L", "mmmmmmmmmmmm"),
    ("words/<str:public_id>/show/", "word"): ("mmmmmmmmmmmm", ">F---------L"),
    ("words/<str:public_id>/hide/", "word"): ("mmmmmmmmmmmm", ">F---------L"),
    ("words/<str:public_id>/delete/", "word"): ("mmmmmmmmmmmm", ">>---------L"),
    ("words/<str:public_id>/show/", "word_shown"): ("mmmmmmmmmmmm", ">F---------L"),
    ("words/<str:public_id>/delete/", "word_shown"): ("mmmmmmmmmmmm", ">>---------L"),
    ("learned/<str:public_id>/delete/", "adoption"): ("mmmmmmmmmmmm", "->---------L"),
    ("partner/", ""): ("+++FFFFFF+FL", "+++FFFFFF+FL"),
    ("partner/<str:public_id>/answer/", "wish"): ("mmmmmmmmmmmm", "C>>--------L"),
    ("partner/<str:public_id>/delete/", "wish"): ("mmmmmmmmmmmm", ">CC--------L"),
    ("language/", ""): (">>>>>>>>>>>>", ">>>>>>>>>>>>"),
    ("theme/", ""): (NO_GET, "xxxxxxxxxxxx"),
    ("ui/", ""): (NOBODY, NO_POST),
    ("jobs/<str:public_id>/", "job"): ("-----++----L", NO_POST_L),
    ("jobs/<str:public_id>/progress/", "job"): ("-----++----U", NO_POST),
    ("jobs/<str:public_id>/cancel/", "job"): (NO_POST_L, "----->>----L"),
    ("jobs/<str:public_id>/again/", "job"): (NO_POST_L, "FFFFFCCFFF-L"),
    ("health/", ""): ("FFFFF++FFF+L", NO_POST_L),
    ("healthz", ""): (ALL, NO_POST),
    ("outbox/", ""): (SIGNED_IN, NO_POST_L),
    ("outbox/<str:public_id>/", "mail"): ("+----------L", NO_POST_L),
    ("help/", ""): (SIGNED_IN, NO_POST_L),
    ("api/openapi.json", ""): (ALL, ALL),
    ("api/v1/schools", ""): (API, NO_POST),
    ("api/v1/practices", ""): (API, NO_POST),
    ("api/v1/practices/<code>", "practice"): (API, NO_POST),
    ("api/v1/offers", ""): ("++++++F+F++U", NO_POST),
    ("api/v1/offers/<public_id>", "offer"): ("++++++F+F--U", NO_POST),
    ("api/v1/offers/<public_id>", "draft"): ("-----------U", NO_POST),
    ("api/v1/offers/<public_id>", "withdrawn"): ("-----------U", NO_POST),
    ("api/v1/me", ""): (API, NO_POST),
    ("api/v1/me/visits", ""): (API, NO_POST),
    ("api/", ""): (NOBODY, NOBODY),
    ("account/logout/", ""): (SIGNED_IN, "LLLLLLLLLLLL"),
    ("account/inactive/", ""): (ALL, NO_POST),
    ("account/signup/", ""): (">>>>>>>>>>>+", ">>>>>>>>>>>+"),
    ("account/reauthenticate/", ""): ("FFFFFFFFFFFL", "FFFFFFFFFFFL"),
    ("account/confirm-email/", ""): (ALL, NO_POST),
    ("account/password/change/", ""): (">>>>>>>>>>>L", ">>>>>>>>>>>L"),
    ("account/password/set/", ""): (SIGNED_IN, SIGNED_IN),
    ("account/password/reset/", ""): (ALL, ALL),
    ("account/login/code/confirm/", ""): (">>>>>>>>>>>L", ">>>>>>>>>>>L"),
    ("account/^confirm-email/(?P<key>[-:\\w]+)/$", ""): (ALL, NOBODY),
    ("account/password/reset/key/done/", ""): (ALL, NO_POST),
    ("account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", ""): (ALL, ALL),
    ("account/password/reset/done/", ""): (ALL, NO_POST),
    # Accounts, signing in, sessions.
    ("me/sessions/", ""): ("+++++++++++L", NO_POST),
    ("me/sessions/end/", ""): (NO_POST, "LLLLLLLLLLLL"),
    ("me/sessions/<str:public_id>/end/", "device"): (NO_POST, ">----------L"),
    ("me/sso/<str:provider_id>/unlink/", "google"): (NO_POST, "-----------L"),
    ("accounts/", ""): ("FFF++++FFF+L", NO_POST),
    ("accounts/<str:public_id>/", "person"): ("FFF+-++FFF-L", NO_POST),
    ("accounts/<str:public_id>/invite/", "person"): (NO_POST, "FFFFFCCFFF-L"),
    ("accounts/<str:public_id>/close/", "person"): (NO_POST, "FFFFF>>FFF-L"),
    ("accounts/<str:public_id>/reopen/", "person"): (NO_POST, "FFFFFCCFFF-L"),
    ("accounts/<str:public_id>/end-sessions/", "person"): (NO_POST, "FFFFF>>FFF-L"),
    ("accounts/<str:public_id>/remove-factors/", "person"): (NO_POST, "FFFFFCCFFF-L"),
    ("invitations/", ""): ("FFFFF++FFF+L", NO_POST),
    ("invitations/new/", ""): ("FFFFF++FFF+L", "FFFFFxxFFFxL"),
    ("invitations/<str:public_id>/", "invitation"): ("FFFFF++FFF-L", NO_POST),
    ("invitations/<str:public_id>/revoke/", "invitation"): (NO_POST, "FFFFF>>FFF-L"),
    ("invitation/<str:token>/", "token"): ("CCCCCCCCCCC+", "CCCCCCCCCCC>"),
    # People without a desk: codes on paper, links, the phone's pages.
    ("codes/", ""): ("FFF+++FFFF+L", NO_POST),
    ("codes/print/", ""): ("FFF+++FFFF+L", "FFFxxxFFFFxL"),
    ("codes/<str:public_id>/revoke/", "code"): (NO_POST, "FFF>->FFFF-L"),
    ("in/", ""): (">>>>>>>>>>>+", ">>>>>>>>>>>x"),
    ("in/number/", ""): (">>>>>>>>>>>>", ">>>>>>>>>>>>"),
    ("in/mail/", ""): (ALL, "xxxxxxxxxxxx"),
    ("in/<str:token>/", "link"): ("CCCCCCCCCCC+", "CCCCCCCCCCC>"),
    ("me/phone/", ""): ("FFFFFFF+FFFL", "FFFFFFF+FFFL"),
    ("phone/", ""): (SIGNED_IN, NO_POST),
    ("phone/good-at/", ""): ("++++++F+F++L", "yyyyyyFyFyyL"),
    ("phone/good-at/<str:public_id>/", "help"): ("+----------L", "+----------L"),
    ("phone/good-at/<str:public_id>/", "help_draft"): ("+----------L", "+----------L"),
    ("phone/learn/", ""): (SIGNED_IN, "yyyyyyyyyyyL"),
    ("phone/help/", ""): ("++++++F+F++L", NO_POST),
    ("account/2fa/", ""): ("+++++++++++L", "mmmmmmmmmmmL"),
    ("account/sso/cancelled/", ""): ("LLLLLLLLLLLL", NO_POST),
    ("account/sso/<str:provider_id>/login/", "google"): (NO_POST, "------------"),
    ("account/sso/<str:provider_id>/callback/", "google"): ("------------", NO_POST),
    ("account/saml/<str:organization_slug>/login/", "no-such-saml"): (NO_POST, "------------"),
    ("account/saml/<str:organization_slug>/acs/", "no-such-saml"): (NO_POST, "------------"),
    ("account/saml/<str:organization_slug>/acs/finish/", "no-such-saml"): ("------------", NO_POST),
    ("account/saml/<str:organization_slug>/metadata/", "no-such-saml"): ("------------", NO_POST),
    ("account/saml/<str:organization_slug>/sls/", "no-such-saml"): ("------------", "------------"),
    ("account/2fa/authenticate/", ""): (">>>>>>>>>>>L", ">>>>>>>>>>>L"),
    ("account/2fa/reauthenticate/", ""): ("FFFFFFFFFFFL", "FFFFFFFFFFFL"),
    ("account/2fa/totp/activate/", ""): ("+++++++++++L", "+++++++++++L"),
    ("account/2fa/totp/deactivate/", ""): ("-----------L", "-----------L"),
    ("account/2fa/recovery-codes/", ""): ("-----------L", "mmmmmmmmmmmL"),
    ("account/2fa/recovery-codes/generate/", ""): ("+++++++++++L", "+++++++++++L"),
    ("account/2fa/recovery-codes/download/", ""): ("-----------L", "-----------L"),
    ("account/2fa/webauthn/", ""): ("+++++++++++L", "mmmmmmmmmmmL"),
    ("account/2fa/webauthn/add/", ""): ("+++++++++++L", "+++++++++++L"),
    ("account/2fa/webauthn/reauthenticate/", ""): ("FFFFFFFFFFFL", "FFFFFFFFFFFL"),
    ("account/2fa/webauthn/keys/<int:pk>/remove/", "987654"): ("-----------L", "-----------L"),
    ("account/2fa/webauthn/keys/<int:pk>/edit/", "987654"): ("-----------L", "-----------L"),
    ("account/2fa/webauthn/login/", ""): (">>>>>>>>>>>L", ">>>>>>>>>>>L"),
    # Sharing: who can see this, grants, evaluators, audit.
    ("access/<str:record>/<str:public_id>/", "goal"): ("++---------L", "y----------L"),
    ("sharing/<str:public_id>/end/", "grant"): (NO_GET, ">----------L"),
    ("privacy/mine/", ""): (SIGNED_IN, NO_POST),
    #
    #
    ("evaluators/", ""): ("FFF++++FFF+L", NO_POST),
    ("evaluators/import/", ""): ("FFFFF++FFF+L", "FFFFFyyFFFyL"),
    ("evaluators/import/<str:public_id>/", "evaluator_file"): ("FFFFF++FF--L", NO_POST),
    ("evaluators/import/<str:public_id>/apply/", "evaluator_file"): (NO_GET, "FFFFFCCFF--L"),
    ("evaluators/import/<str:public_id>/discard/", "evaluator_file"): (NO_GET, "FFFFF>>FF--L"),
    ("evaluators/people/<str:public_id>/", "person"): ("FFFFF++FF--L", "FFFFFyyFF--L"),
    ("evaluators/<str:public_id>/end/", "evaluates"): (NO_GET, "FFFFF>>FF--L"),
    ("privacy/", ""): (ALL, NO_POST),
    ("privacy/log/", ""): (SIGNED_IN, NO_POST),
    ("security/log/", ""): ("FFFFF++FFF+L", NO_POST),
    ("security/log.csv", ""): ("FFFFF++FFF+L", NO_POST),
    # Shared needs, drafts and notes.
    ("needs/<str:public_id>/", "need"): ("+----------L", NO_POST),
    ("needs/<str:public_id>/", "shared_need"): ("++---------L", NO_POST),
    ("needs/<str:public_id>/close/", "shared_need"): (NO_GET, ">F---------L"),
    ("needs/<str:public_id>/reopen/", "shared_need"): (NO_GET, ">F---------L"),
    ("needs/<str:public_id>/delete/", "shared_need"): (NO_GET, ">F---------L"),
    ("offers/<str:public_id>/", "shared_draft"): ("++---------L", NO_POST),
    ("offers/<str:public_id>/edit/", "shared_draft"): ("+F---------L", "yF---------L"),
    ("offers/<str:public_id>/publish/", "shared_draft"): ("+F---------L", ">F---------L"),
    ("offers/<str:public_id>/withdraw/", "shared_draft"): (NO_GET, ">F---------L"),
    ("offers/<str:public_id>/restore/", "shared_draft"): (NO_GET, ">F---------L"),
    ("offers/<str:public_id>/delete/", "shared_draft"): (NO_GET, ">F---------L"),
    ("offers/<str:public_id>/file/", "shared_draft"): ("++---------L", NO_POST),
    ("api/v1/offers/<public_id>", "shared_draft"): ("-----------U", NO_POST),
    ("visits/ask/<str:offer_id>/", "shared_draft"): ("CC----F-F--L", "CC----F-F--L"),
    ("offers/<str:public_id>/", "school_offer"): ("++-+---+---L", NO_POST),
    ("offers/<str:public_id>/edit/", "school_offer"): ("+F-F---F---L", "yF-F---F---L"),
    ("offers/<str:public_id>/publish/", "school_offer"): ("+F-F---F---L", ">F-F---F---L"),
    ("offers/<str:public_id>/withdraw/", "school_offer"): (NO_GET, ">F-F---F---L"),
    ("offers/<str:public_id>/restore/", "school_offer"): (NO_GET, ">F-F---F---L"),
    ("offers/<str:public_id>/delete/", "school_offer"): (NO_GET, "CF-F---F---L"),
    ("api/v1/offers/<public_id>", "school_offer"): ("++-+---+---U", NO_POST),
    ("visits/ask/<str:offer_id>/", "school_offer"): ("C+-+--F+F--L", "C+-+--F+F--L"),
    ("visits/<str:public_id>/", "past"): ("++---------L", NO_POST),
    ("notes/<str:public_id>/", "note"): ("+++--------L", NO_POST),
    ("notes/<str:public_id>/", "note_draft"): ("-+---------L", NO_POST),
    ("notes/<str:public_id>/end-sharing/", "note"): (NO_GET, ">FF--------L"),
    ("notes/<str:public_id>/end-sharing/", "note_draft"): (NO_GET, "-C---------L"),
    ("notes/<str:public_id>/share-again/", "note"): (NO_GET, ">FF--------L"),
    ("notes/<str:public_id>/share-again/", "note_draft"): (NO_GET, "-C---------L"),
    ("notes/<str:public_id>/delete/", "note"): (NO_GET, ">FF--------L"),
    ("notes/<str:public_id>/delete/", "note_draft"): (NO_GET, "->---------L"),
    #
    #
    # My data.
    ("me/data/", ""): (SIGNED_IN, NO_POST),
    ("me/data/export/", ""): (NO_GET, ">>>>>>>>>>>L"),
    ("me/data/delete/", ""): (NO_GET, "yyyyyyyyyyyL"),
    ("me/data/<str:public_id>/", "export"): ("+----------L", NO_POST),
    ("privacy/retention/", ""): (SIGNED_IN, NO_POST),
    # Teams.
    ("team/", ""): (SIGNED_IN, NO_POST),
    ("team/support/", ""): (SIGNED_IN, "yyyyyyyyyyyL"),
    ("team/support/<str:public_id>/end/", "own_support"): (NO_GET, ">----------L"),
    ("team/rhythm/", ""): (SIGNED_IN, NO_POST),
    ("team/support/<str:public_id>/held/", "own_support"): (NO_GET, "-----------L"),
    ("calendar/team/<str:token>.ics", "team_feed"): (ALL, NO_POST),
    ("teams/rhythm/", ""): ("FFF+++FFFF+L", NO_POST),
    ("teams/<str:public_id>/meetings/", "team"): (NO_GET, "--FFFFFFF--L"),
    ("teams/", ""): (SIGNED_IN, NO_POST),
    ("teams/new/", ""): ("FFF+++FFFF+L", "FFFyyyFFFFyL"),
    ("teams/proposals/", ""): ("FFF+++FFFF+L", "FFF>>>FFFF>L"),
    ("teams/cards/", ""): ("FFF+++FFFF+L", NO_POST),
    ("teams/together/", ""): ("FFF+++FFFF+L", NO_POST),
    ("teams/<str:public_id>/", "team"): ("+++++++++--L", NO_POST),
    ("teams/<str:public_id>/edit/", "team"): ("+FF+F+FFF--L", "yFFyFyFFF--L"),
    ("teams/<str:public_id>/end/", "team"): (NO_GET, ">FF>F>FFF--L"),
    ("teams/<str:public_id>/reopen/", "team"): (NO_GET, ">FF>F>FFF--L"),
    ("teams/<str:public_id>/people/", "team"): (NO_GET, "yFFyFyFFF--L"),
    ("teams/<str:public_id>/support/", "team"): (NO_GET, "yFFyFyFFF--L"),
    ("teams/<str:public_id>/support/end/", "team"): (NO_GET, "-FF-F-FFF--L"),
    ("teams/<str:public_id>/times/", "team"): (NO_GET, "yFFyFyFFF--L"),
    ("teams/<str:public_id>/times/end/", "team"): (NO_GET, "-FF-F-FFF--L"),
    ("teams/<str:public_id>/goal/", "team"): (NO_GET, "yyFFFFFFF--L"),
    ("teams/<str:public_id>/my-goal/", "team"): (NO_GET, "yyFFFFFFF--L"),
    ("teams/<str:public_id>/my-goal/withdraw/", "team"): (NO_GET, ">----------L"),
    # Roles that leaders hold.
    ("leader-roles/", ""): (SIGNED_IN, NO_POST),
    ("leader-roles/new/", ""): ("FFF+++FFFF+L", "FFFyyyFFFFyL"),
    ("leader-roles/mine/", ""): (SIGNED_IN, NO_POST),
    ("leader-roles/release/", ""): ("FFF+++FFFF+L", NO_POST),
    ("leader-roles/load/", ""): ("FFF+++FFFF+L", NO_POST),
    ("leader-roles/lists/", ""): ("FFF+++FFFF+L", NO_POST),
    ("leader-roles/lanes/", ""): (SIGNED_IN, NO_POST),
    ("leader-roles/lanes/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("leader-roles/lanes/<str:public_id>/", "lane"): ("FFFFF+FFFF-L", "FFFFFyFFFF-L"),
    ("leader-roles/concepts/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("leader-roles/concepts/<str:public_id>/", "concept"): ("FFFFF+FFFF-L", "FFFFFyFFFF-L"),
    ("leader-roles/import/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("leader-roles/kinds/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("leader-roles/kinds/<str:public_id>/", "role_kind"): ("FFFFF+FFFF-L", "FFFFFyFFFF-L"),
    ("leader-roles/funds/new/", ""): ("FFFFF+FFFF+L", "FFFFFyFFFFyL"),
    ("leader-roles/funds/<str:public_id>/", "fund"): ("FFFFF+FFFF-L", "FFFFFyFFFF-L"),
    ("leader-roles/asked/<str:public_id>/yes/", "role_cover"): (NO_GET, ">----------L"),
    ("leader-roles/asked/<str:public_id>/no/", "role_cover"): (NO_GET, ">----------L"),
    ("leader-roles/<str:public_id>/", "leader_role"): ("+++++++++--L", NO_POST),
    ("leader-roles/<str:public_id>/edit/", "leader_role"): ("FFF+F+FFF--L", "FFFyFyFFF--L"),
    ("leader-roles/<str:public_id>/end/", "leader_role"): (NO_GET, "FFF>F>FFF--L"),
    ("leader-roles/<str:public_id>/reopen/", "leader_role"): (NO_GET, "FFF>F>FFF--L"),
    ("leader-roles/<str:public_id>/holder/", "leader_role"): (NO_GET, "FFF>F>FFF--L"),
    ("leader-roles/<str:public_id>/cover/", "leader_role"): (NO_GET, "FFF-F-FFF--L"),
    ("leader-roles/<str:public_id>/cover/end/", "leader_role"): (NO_GET, "FFF>F>FFF--L"),
    ("chart/", ""): (SIGNED_IN, NO_POST),
    ("leavers/", ""): ("FFFFF+FFFF+L", NO_POST),
    ("leavers/<str:public_id>/link/", "leaving"): (NO_POST, "FFFFFCFFFF-L"),
    ("leaving/<str:token>/", "leaving_link"): (ALL, ALL),
    # Files and exports.
    #
    ("api/<path:rest>", ""): (NOBODY, NOBODY),
    #
}

# Where the visitor meets the words of the visit; what was typed wrong is shown again.
THEIR_VISIT = {"visits/<str:public_id>/", "visits/<str:public_id>/note/", "notes/<str:public_id>/"}
# Where a colleague meets what they said themselves about an offer.
THEIR_WORDS = {"spread/", "offers/<str:public_id>/learned/"}
# Where a host meets the question of a group that was in their room, and what it gave out.
THEIR_WALK = {"walks/", "walks/<str:public_id>/", *(f"walks/<str:public_id>/{end}/" for end in ("patterns", "thanks"))}
# Where a colleague meets what is shared with them by name, and its title.
SHARED = {
    "access/<str:record>/<str:public_id>/",
    "needs/<str:public_id>/",
    "offers/<str:public_id>/",
    "offers/<str:public_id>/file/",
    "privacy/mine/",
}


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _patterns(each, route)


def routes() -> list[str]:
    return list(dict.fromkeys(_patterns(get_resolver())))


def _ids(world: World) -> dict[str, str]:
    named = (
        *("draft", "withdrawn", "need", "open_door", "closed_door", "asked", "booked", "away", "roster", "bells"),
        *("contract_rule", "learning_slot", "special_day", "day_change", "plan", "proposal", "cover", "step"),
        *("guest_hour", "guest_thanks"),
        *("walk", "walk_open", "walk_pattern", "walk_pattern_draft"),
        *("shared_need", "shared_draft", "school_offer", "past", "note", "note_draft", "grant", "evaluates"),
        *("tables", "absence_file"),
        *("evaluator_file", "export", "invitation", "device", "job", "mail", "team", "own_support"),
        *("role_kind", "fund", "leader_role", "role_cover", "lane", "concept"),
        *("code", "help", "help_draft", "leaving"),
        *("word", "word_shown", "adoption", "wish", "taxonomy_file"),
    )
    cast = world.scene.cast
    return {name: getattr(world, name).public_id for name in named} | {
        "person": cast.ana.public_id,
        "school": cast.lincoln.public_id,
        "offer": world.scene.offer.public_id,
        "practice": "number-talks",
        "feed": world.feed,
        "team_feed": world.team_feed,
        "goal": "goal/quiet-voices",
        "token": world.token,
        "link": world.link,
        "leaving_link": world.leaving_link,
    }


def _address(route: str, given: str) -> str:
    if route.startswith("account/^confirm-email"):
        return "/account/confirm-email/abc/"
    if route.startswith("account/^password"):
        return "/account/password/reset/key/1-abc/"
    parts = given.split("/")  # one for each gap of the address
    return "/" + re.sub(r"<[^>]*>", lambda _gap: parts.pop(0), route)


def _letter(answer: HttpResponse) -> str:
    if answer.status_code == 302 and "/account/login/" in answer["Location"]:
        return "L"
    return next((letter for letter, name in LETTERS.items() if name == str(answer.status_code)), str(answer))


def _ask(client: Client, method: str, address: str) -> HttpResponse:
    """One request whose writes are taken back, so that the order of the table does not matter."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


@pytest.fixture
def world(db, set_clock, monkeypatch) -> World:
    set_clock(NOW)
    made = make_world()
    Goals().register(monkeypatch).add("quiet-voices", made.scene.cast.ana, f"{CANARY} goal")
    return made


def _clients(world: World) -> dict[str, Client]:
    return {name: client_of(who) if who else Client() for name, who in world.people().items()}


def test_every_address_is_in_the_table():
    assert set(routes()) == {route for route, _what in TABLE}


@pytest.mark.slow
def test_everybody_gets_what_the_table_says(world):
    """And the word that stands in drafts, needs, messages of visits and mails reaches only those it is for."""
    ids, wrong, seen = _ids(world), [], set()
    for place, (name, client) in enumerate(_clients(world).items()):
        signed_in = client.cookies.copy()
        for (route, what), expected in TABLE.items():
            for method, letters in zip(("get", "post"), expected, strict=True):
                client.cookies = signed_in.copy()
                answer = _ask(client, method, _address(route, ids.get(what, what)))
                if _letter(answer) != letters[place]:
                    wrong.append(f"{name}: {method} {route} ({what}) is {_letter(answer)}, not {letters[place]}")
                if CANARY.encode() in answer.getvalue():
                    seen.add((name, route))
    assert wrong == []
    assert {name for name, _route in seen} == {"owner", "colleague", "other school"}
    assert {route for name, route in seen if name == "colleague"} == THEIR_VISIT | SHARED | THEIR_WORDS | THEIR_WALK
    assert {route for name, route in seen if name == "other school"} == {"notes/<str:public_id>/"}
    assert ("owner", "needs/") in seen


def _shown(client: Client, route: str, given: str) -> str:
    """The body without the page's own address and its token, which is another one each time."""
    answer = client.get(_address(route, given))
    body = re.sub(r'((?:csrfmiddlewaretoken" value=|X-CSRFToken": )")\w+', r"\1", answer.content.decode())
    return body.replace(given, "…")


def _unknown(given: str) -> str:
    """An id of nothing, of the same kind of record where the address names the kind."""
    return "/".join([*given.split("/")[:-1], "Zzzzzzzzzzzz"])


def test_what_is_not_yours_looks_like_what_does_not_exist(world):
    """Same status, same body: nobody learns from an answer whether an id is somebody's."""
    ids, clients, different = _ids(world), _clients(world), []
    for (route, what), (gets, _posts) in TABLE.items():
        for letter, (name, client) in zip(gets, clients.items(), strict=True):
            if letter != "-" or not what:
                continue
            known = ids.get(what, what)
            if _shown(client, route, known) != _shown(client, route, _unknown(known)):
                different.append((name, route, what))
    assert different == []


def test_a_principal_sees_the_week_of_the_own_school_only(world):
    cast = world.scene.cast
    week = f"/school/visits/?school={cast.lincoln.public_id}"
    assert client_of(cast.paz).get(week).status_code == 200
    assert client_of(world.pia).get(week).status_code == 404
    assert client_of(cast.cora).get(week).status_code == 404


def test_a_principal_sees_the_time_of_the_own_school_only(world):
    cast = world.scene.cast
    for address in ("/time/", "/time/seeing/", "/time/free/", "/time/together/", "/time/singletons/"):
        of_lincoln = f"{address}?school={cast.lincoln.public_id}"
        assert client_of(cast.paz).get(of_lincoln).status_code == 200
        assert client_of(world.pia).get(of_lincoln).status_code == 404
        assert client_of(cast.cora).get(of_lincoln).status_code == 404


def test_every_write_asks_for_the_token_of_the_page(world):
    """Another site cannot make a signed-in reader write: without the token every POST is refused."""
    ids, open_to_others = _ids(world), []
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.scene.cast.ana.account, backend="django.contrib.auth.backends.ModelBackend")
    for (route, what), (_gets, posts) in TABLE.items():
        if set(posts) == {"m"}:
            continue
        answer = _ask(client, "post", _address(route, ids.get(what, what)))
        if answer.status_code not in (403, 404, 405):
            open_to_others.append((route, answer.status_code))
    # Only reading: the description of the API, and a page that leads on.
    assert open_to_others in ([], [("api/openapi.json", 200)])
