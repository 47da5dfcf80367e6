from django.urls import URLPattern, path

from .views import directory, rosters, signing_in

urlpatterns: list[URLPattern] = [
    path("people/", directory.staff_list, name="staff_list"),
    path("people/<str:public_id>/", directory.staff_card, name="staff_card"),
    path("me/", directory.my_account, name="my_account"),
    path("roles/", directory.who_are_roles, name="who_are_roles"),
    path("rosters/", rosters.roster_imports, name="roster_imports"),
    path("rosters/new/", rosters.roster_upload, name="roster_upload"),
    path("rosters/<str:public_id>/", rosters.roster_import, name="roster_import"),
    path("rosters/<str:public_id>/job/", rosters.roster_import_job, name="roster_import_job"),
    path("rosters/<str:public_id>/apply/", rosters.roster_import_apply, name="roster_import_apply"),
    path("rosters/<str:public_id>/undo/", rosters.roster_import_undo, name="roster_import_undo"),
    path("rosters/<str:public_id>/discard/", rosters.roster_import_discard, name="roster_import_discard"),
    path("rosters/<str:public_id>/changes/", rosters.roster_import_changes, name="roster_import_changes"),
    path("rosters/<str:public_id>/problems.csv", rosters.roster_import_problems_csv, name="roster_import_problems_csv"),
    path("demo/sign-in/", signing_in.demo_sign_in, name="demo_sign_in"),
    # Before allauth's own, which they replace.
    path("account/login/", signing_in.SignIn.as_view(), name="account_login"),
    path("account/login/code/", signing_in.SignInByCode.as_view(), name="account_request_login_code"),
    path("account/email/", signing_in.account_email, name="account_email"),
]
