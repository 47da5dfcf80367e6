from staffroom.ops.privacy import cells, routes


def test_mine(world):
    known = [a for a in routes.addresses() if a.route.startswith(("tables/", "absences/", "rosters/tables"))]
    assert len(known) >= 11
    assert routes.unlisted(routes.addresses()) == []
    wrong = [c.told() for c in cells.cells(world, known, list(world.people.values())) if c.wrong]
    assert wrong == []
