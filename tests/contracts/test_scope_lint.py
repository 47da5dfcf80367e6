"""Records are read in queries and written in actions; whoever looks past a district is named here, with a reason.

Read from the source, not from a run: a table opened in a view is found although no test walks through that view. The
lint knows managers by their names. It cannot tell a related manager (``person.assignments.filter``) from a list; in
views it refuses the calls themselves.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "staffroom"
READERS = ("queries", "actions", "models", "migrations")

# Files beside queries, actions and models that open tables: why each may.
OPENS_TABLES = {
    "ops/backup/engines.py": "copies whole tables, whatever is in them",
    "ops/demo.py": "writes an invented district in bulk, before anybody can sign in",
    "ops/demo_guests.py": "as ops/demo.py",
    "ops/demo_visits.py": "as ops/demo.py",
    "ops/demo_walks.py": "as ops/demo.py",
    **{
        f"ops/privacy/{name}.py": "the check of privacy, in a throwaway district"
        for name in (
            "canary",
            "changes",
            "oracle",
            "plants",
            "sameness",
            "story",
            "subjects",
            "world",
            "world_people",
            "world_teams",
            "world_walks",
        )
    },
    "ops/commands/evaluators.py": "a command on the machine itself names the district and who did it",
    "people/factors.py": "a library asks its adapter for the names of factors of the account that signs in",
    "people/sso.py": "a library asks its adapter for the one account that a provider's id or address names",
    "ops/readiness.py": "looks whether the whole installation is well: audit chains, files, jobs; counts, no content",
    "people/jobs.py": "a job loads the import that its id names, in the scope of its district",
}
# Where the scope is lifted: file and function, and why.
LIFTS_THE_SCOPE = {
    **{
        ("ops/privacy/" + path, function): "the check of privacy: a throwaway district beside another one"
        for path, function in (
            ("canary.py", "besides_pages"),
            ("canary.py", "plant_tokens"),
            ("oracle.py", "Facts"),
            ("plants.py", "_other_district"),
            ("world.py", "World"),
            ("world_people.py", "_People"),
            ("world.py", "make_world"),
        )
    },
    ("ops/demo.py", "cast_accounts"): "names the people of the invented district on the sign-in page",
    ("people/queries/actors.py", "actor_for"): "roles of the one person asking, before the scope of the district opens",
    ("people/queries/accounts.py", "invitation_by_token"): "the one invitation whose link this is, before signing in",
    ("trust/queries/leaving.py", "leaving_by_token"): "the one copy whose link this is, for somebody who has left",
    ("people/queries/codes.py", "_one_code"): "the one code or link that somebody holds, before signing in",
    ("people/queries/codes.py", "account_of_address"): "the one account whose private address this is",
    ("people/queries/codes.py", "address_is_taken"): "whether an address that its reader confirms is somebody else's",
    ("people/queries/actors.py", "account_in_session"): "the one account whose session this is",
    (
        "people/queries/signing_in.py",
        "words_about",
    ): "the one person who chooses a password: it must not hold their name",
    ("people/queries/installation.py", "staff_known_as"): "a command's names, on the machine itself",
    ("people/queries/signing_in.py", "demo_people"): "only in a demo: people of an invented district",
    ("people/queries/signing_in.py", "demo_staff"): "only in a demo: one person of an invented district",
    ("people/queries/signing_in.py", "staff_of_address"): "the one person with this address, who wants to sign in",
    ("teams/queries/rhythm.py", "_account"): "the one account whose address of a team's calendar this is",
    ("visits/queries/feed.py", "_owner"): "the one account whose calendar address this is",
}
# Where Django's own user is read instead of our actor.
READS_THE_USER = {
    "people/middleware.py": "makes the actor out of it",
    **dict.fromkeys(
        ("people/guarding.py", "people/signin.py", "people/sso.py", "people/views/accepting.py",
         "people/views/entering.py", "people/views/signing_in.py", "people/views/sso.py"),
        "on the way in or in a library's page, where there is no actor yet",
    ),
}  # fmt: skip

MANAGERS = {"objects", "all_objects", "_default_manager", "_base_manager"}
RAW = {"cursor", "raw", "extra"}
OF_QUERY_SETS = {
    *("filter", "exclude", "get", "save", "delete", "create", "update", "get_or_create", "update_or_create"),
    *("bulk_create", "bulk_update", "select_related", "prefetch_related", "select_for_update", "values_list"),
    *("annotate", "aggregate", "order_by", "iterator", "get_object_or_404", "get_list_or_404"),
}
# What else has such methods: what came with the request, a form's data, a page's own fixed table, the API's router.
NOT_QUERY_SETS = {
    "GET",
    "POST",
    "FILES",
    "COOKIES",
    "META",
    "headers",
    "session",
    "cleaned_data",
    "api",
    "context",
    "state",
    "kept",
    "given",
    "told",
}


def files() -> dict[str, str]:
    """Every file of the program by its path, tests of it aside."""
    return {path.relative_to(SOURCE).as_posix(): path.read_text() for path in sorted(SOURCE.rglob("*.py"))}


def opened_tables(path: str, source: str) -> Iterator[str]:
    """Managers, raw SQL and models fetched by name, with their lines; nothing in files that are for it."""
    folders = path.removesuffix(".py").split("/")
    if folders[0] == "spine" or any(name in READERS for name in folders[1:]):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield f"{path}:{node.lineno} .{node.attr}"
        elif isinstance(node, ast.Call) and _called(node) in RAW | {"RawSQL", "get_model", "get_object_or_404"}:
            yield f"{path}:{node.lineno} {_called(node)}()"


def lifted_scopes(path: str, source: str) -> Iterator[tuple[str, str]]:
    """File and outermost function of every use of what lifts the scope; the definition itself aside."""
    for place, node in _with_their_function(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in {"across_districts", "scopes_disabled"}:
            if (path, place) != ("spine/scoping.py", "across_districts"):
                yield path, place


def read_users(path: str, source: str) -> Iterator[str]:
    """``request.user``, however the request is called."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "user" and _name(node.value) in {"request", "req"}:
            yield f"{path}:{node.lineno}"


def view_queries(path: str, source: str) -> Iterator[str]:
    """Calls in views that only make sense on query sets and records."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or _called(node) not in OF_QUERY_SETS:
            continue
        owner = _name(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if owner not in NOT_QUERY_SETS and not (owner and owner.isupper()):
            yield f"{path}:{node.lineno} {owner}.{_called(node)}()"


def _called(node: ast.Call) -> str:
    return _name(node.func)


def _name(node: ast.expr) -> str:
    """The last name of a dotted one."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _with_their_function(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for outer in tree.body:
        place = getattr(outer, "name", "")
        for node in ast.walk(outer):
            yield place, node


def _is_view(path: str) -> bool:
    return path.endswith("/views.py") or "/views/" in path


def test_tables_are_opened_in_queries_and_actions_only():
    found = [place for path, source in files().items() for place in opened_tables(path, source)]
    assert [place for place in found if place.split(":")[0] not in OPENS_TABLES] == []


def test_every_exception_is_still_needed():
    found = {place.split(":")[0] for path, source in files().items() for place in opened_tables(path, source)}
    assert set(OPENS_TABLES) - found == set()


def test_the_scope_is_lifted_only_where_it_is_written_here():
    found = {place for path, source in files().items() for place in lifted_scopes(path, source)}
    assert found == set(LIFTS_THE_SCOPE)


def test_nobody_reads_the_user_but_the_door():
    found = {place.split(":")[0] for path, source in files().items() for place in read_users(path, source)}
    assert found == set(READS_THE_USER)


def test_views_ask_no_tables():
    assert [one for path, source in files().items() if _is_view(path) for one in view_queries(path, source)] == []


def test_there_are_views_and_queries_to_look_at():
    names = list(files())
    assert len([name for name in names if _is_view(name)]) >= 8
    assert len([name for name in names if "/queries" in name]) >= 20


@pytest.mark.parametrize(
    "planted",
    [
        "Offer.objects.filter(pk=1)",
        "Offer._default_manager.first()",
        "Offer._base_manager.get(pk=pk)",
        "models.Offer.all_objects.count()",
        "with connection.cursor() as cursor: cursor.execute('SELECT 1')",
        "Offer.raw('SELECT 1')",
        "apps.get_model('expertise', 'Offer')",
        "get_object_or_404(Offer, public_id=given)",
        "def deep():\n    class Inner:\n        found = [one for one in Offer.objects.all()]",
    ],
)
def test_an_opened_table_is_found(planted):
    for path in ("visits/views.py", "visits/forms.py", "visits/rules.py", "ui/templatetags/ui.py", "api/schemas.py"):
        assert list(opened_tables(path, planted))
    for path in ("visits/queries/feed.py", "visits/actions.py", "people/models.py", "spine/audit.py"):
        assert not list(opened_tables(path, planted))


def test_a_file_that_only_sounds_like_queries_is_no_reader():
    assert list(opened_tables("queries_of_mine/views.py", "Offer.objects.all()"))
    assert list(opened_tables("queries/views.py", "Offer.objects.all()")), "the name of a room opens nothing"


@pytest.mark.parametrize(
    "planted", ["with across_districts():\n        pass", "x = scopes_disabled()", "scoping.across_districts()"]
)
def test_a_lifted_scope_is_found(planted):
    assert list(lifted_scopes("visits/views.py", f"def peek():\n    {planted}")) == [("visits/views.py", "peek")]
    assert list(lifted_scopes("spine/scoping.py", f"def other():\n    {planted}")) == [("spine/scoping.py", "other")]


@pytest.mark.parametrize("planted", ["request.user", "self.request.user.pk", "if request.user.is_authenticated: pass"])
def test_a_read_user_is_found(planted):
    assert list(read_users("visits/views.py", planted))


@pytest.mark.parametrize(
    "planted",
    [
        "visits().filter(host=me)",
        "row.save()",
        "queries.offers(me).exclude(pk=1)",
        "row.assignments.order_by('pk')",
        "found.get(pk=1)",
        "account.delete()",
        "get_object_or_404(found, pk=1)",
    ],
)
def test_a_question_in_a_view_is_found(planted):
    assert list(view_queries("visits/views.py", planted))


@pytest.mark.parametrize(
    "harmless", ["request.GET.get('page')", "form.cleaned_data.get('day')", "NAMES.get(kind, '')", "@api.get('/x')"]
)
def test_what_came_with_the_request_is_no_question(harmless):
    source = harmless if not harmless.startswith("@") else f"{harmless}\ndef x(): ..."
    assert not list(view_queries("visits/views.py", source))
