"""A bus driver with a paper in hand: from the code to what she is good at, shown to colleagues; taps counted."""

import re
from typing import Any

import pytest
from django.utils import timezone

from staffroom.expertise.models import HelpOffer
from staffroom.people.models import Account, PhoneKey
from staffroom.spine.scoping import across_districts
from tests.factories.cast import make_cast
from tests.factories.expertise import make_practice
from tests.factories.people import make_code, make_driver

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TAPS = 9  # typing into a field begins with a tap


class Hand:
    """One hand: taps are counted, and each target must be large enough for a thumb."""

    def __init__(self, page: Any) -> None:
        self.page, self.taps = page, 0

    def tap(self, name: str, role: str = "button") -> None:
        target = self.page.get_by_role("main").get_by_role(role, name=re.compile(name)).first
        box = target.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44, (name, box)
        with self.page.expect_navigation():
            target.tap()
        self.taps += 1

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(words)
        self.taps += 1


def at_rest(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.fixture
def driver(db: None) -> Any:
    cast = make_cast()
    make_practice(
        cast.district, "calming-a-child", family="work", name_en="Calming an upset child", name_es="Calmar a un niño"
    )
    lia = make_driver(cast.district, cast.lincoln)
    make_code(lia)
    return lia


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_code_on_paper_to_what_she_is_good_at_in_spanish(open_page: Any, driver: Any, scripts: bool) -> None:
    page = open_page("phone", scripts=scripts)
    hand = Hand(page)
    page.goto("/in/")
    at_rest(page)
    hand.tap("Español")
    hand.write("El código de tu papel", "acde fghj-kmnp")
    hand.tap("Entrar")
    page.wait_for_url("**/phone/")
    at_rest(page)
    hand.tap("Decir en qué soy", "link")
    at_rest(page)
    page.get_by_label("Soy bueno").select_option("calming-a-child")
    hand.taps += 1
    hand.write("Cómo lo hago", "Primero digo su nombre, despacio.")
    hand.write("Cuándo y dónde", "En el patio a las tres")
    hand.tap("Guardar")
    at_rest(page)
    hand.tap("Mostrarlo")
    page.wait_for_url("**/phone/")
    with across_districts():
        made = HelpOffer.objects.get(staff=driver)
    assert (made.state, made.what_i_do, made.language) == ("published", "Primero digo su nombre, despacio.", "es")
    assert Account.objects.get(staff=driver).email.endswith(".invalid"), "without any mail address"
    assert hand.taps <= MOST_TAPS, hand.taps


def test_a_scanned_code_stands_in_the_field_and_not_in_the_address(open_page: Any, driver: Any) -> None:
    page = open_page("phone")
    page.goto("/in/#ACDEFGHJKMNP")
    page.wait_for_function("document.querySelector('#id_code').value === 'ACDEFGHJKMNP'")
    assert "#" not in page.url
    Hand(page).tap("Come in")
    page.wait_for_url("**/phone/")


def test_the_next_paper_asks_for_the_number_on_a_page_that_fits_a_phone(open_page: Any, driver: Any) -> None:
    account = Account.objects.create_user(
        "lia.nunez@maple.invalid", None, district=driver.district, staff=driver, last_login=timezone.now()
    )
    page = open_page("phone", "dark")
    page.goto("/in/")
    page.locator("#id_code").fill("ACDEFGHJKMNP")
    Hand(page).tap("Come in")
    page.wait_for_url("**/in/number/")
    at_rest(page)
    page.locator("summary", has_text="I have no number").tap()
    Hand(page).tap("begin anew")
    page.wait_for_url("**/phone/")
    page.goto("/me/phone/")
    at_rest(page)
    page.locator("#id_number").fill("480215")
    Hand(page).tap("Keep this number")
    assert page.get_by_text("Your next code on paper asks for this number").count()
    assert PhoneKey.objects.get(account=account).number
