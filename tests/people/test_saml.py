"""Single sign-on by SAML, with answers that are signed by a key made here."""

import base64
import re
import zlib
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from staffroom.people.models import Account

HOST = "staffroom.maple.example"
SP = f"http://{HOST}/account/saml/district"
IDP = "https://idp.maple.example"


def _made() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2040, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
    no_word = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, no_word)
    return private.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = _made()
OTHER_KEY, OTHER_CERTIFICATE = _made()


def assertion(request_id: str, email: str, name_id: str, *, audience: str = f"{SP}/metadata/") -> str:
    """What the provider says about somebody, good for five minutes."""
    now = datetime.now(UTC)
    begin, end = ((now + timedelta(minutes=m)).strftime("%Y-%m-%dT%H:%M:%SZ") for m in (-5, 5))
    return (
        f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" '
        f'Version="2.0" IssueInstant="{begin}">'
        f"<saml:Issuer>{IDP}</saml:Issuer><saml:Subject>"
        f'<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{name_id}</saml:NameID>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
        f'NotOnOrAfter="{end}" Recipient="{SP}/acs/" InResponseTo="{request_id}"/></saml:SubjectConfirmation>'
        f'</saml:Subject><saml:Conditions NotBefore="{begin}" NotOnOrAfter="{end}"><saml:AudienceRestriction>'
        f"<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{begin}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>'
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
        '</saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="email">'
        f"<saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"
    )


def response(request_id: str, inside: str) -> str:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{now}" '
        f'Destination="{SP}/acs/" InResponseTo="{request_id}"><saml:Issuer>{IDP}</saml:Issuer><samlp:Status>'
        f'<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
        f"{inside}</samlp:Response>"
    )


def signed(xml: str, key: str = KEY, certificate: str = CERTIFICATE) -> str:
    return OneLogin_Saml2_Utils.add_sign(xml, key, certificate, sign_algorithm=SHA256, digest_algorithm=DIGEST).decode()


SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"


@pytest.fixture
def saml(settings, cast):
    own = {
        "idp": {"entity_id": IDP, "sso_url": f"{IDP}/sso", "x509cert": CERTIFICATE},
        "attribute_mapping": {"email": ["email"]},
        "advanced": {"want_assertion_signed": True, "want_name_id": True, "reject_idp_initiated_sso": True},
    }
    app = {"provider_id": "saml", "name": "Maple", "client_id": "district", "settings": own}
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    settings.ALLOWED_HOSTS = [HOST]
    settings.SSO_LINK_BY_MAIL = settings.SSO_MAILS_VERIFIED = ["saml"]
    return cast


@pytest.fixture
def client() -> Client:
    return visitor()


def visitor() -> Client:
    """A browser that knows us by our name: a name without a dot is no address in SAML."""
    return Client(headers={"host": HOST})


def set_out(client: Client) -> str:
    """Press the button; the id of the request that the provider gets."""
    page = client.post("/account/saml/district/login/").content.decode()
    address = unescape(re.search(r'href="(https://idp[^"]+)"', page).group(1))
    asked = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    return re.search(r'ID="([^"]+)"', zlib.decompress(base64.b64decode(asked), -15).decode()).group(1)


def come_back(client: Client, xml: str):
    given = {"SAMLResponse": base64.b64encode(xml.encode()).decode()}
    return client.post("/account/saml/district/acs/", given, follow=True)


def who(client):
    found = client.session.get("_auth_user_id")
    return Account.objects.get(pk=found).staff if found else None


def dance(client, email, name_id="n-1", sign=signed, **more):
    request_id = set_out(client)
    return come_back(client, response(request_id, sign(assertion(request_id, email, name_id, **more))))


def test_a_signed_answer_is_accepted_and_the_name_id_is_the_key(saml, client):
    assert dance(client, saml.ana.email).status_code == 200
    assert who(client) == saml.ana
    assert SocialAccount.objects.get().uid == "n-1"
    later = visitor()
    dance(later, "another@maple.example")
    assert who(later) == saml.ana, "a changed address changes nothing"
    other = visitor()
    assert dance(other, saml.ana.email, name_id="n-2").status_code == 403
    assert who(other) is None


def unsigned(xml):
    return xml


def tampered(xml):
    return signed(xml).replace("gil.haddad", "dana.whitfield")


def by_somebody_else(xml):
    return signed(xml, OTHER_KEY, OTHER_CERTIFICATE)


@pytest.mark.parametrize("sign", [unsigned, tampered, by_somebody_else])
def test_what_the_provider_did_not_sign_is_refused(saml, client, sign):
    answer = dance(client, saml.gil.email, sign=sign)
    assert answer.status_code == 401
    assert "did not confirm" in answer.content.decode()
    assert who(client) is None and not SocialAccount.objects.exists()


def test_an_answer_for_another_house_is_refused(saml, client):
    assert dance(client, saml.gil.email, audience="https://other.example/").status_code == 401


def test_an_answer_nobody_asked_for_is_refused(saml, client):
    answer = come_back(client, response("_never-asked", signed(assertion("_never-asked", saml.gil.email, "n-1"))))
    assert answer.status_code in (401, 403)
    assert who(client) is None


def test_an_answer_is_good_once(saml, client):
    request_id = set_out(client)
    xml = response(request_id, signed(assertion(request_id, saml.gil.email, "n-1")))
    come_back(client, xml)
    assert who(client) == saml.gil
    client.logout()
    come_back(client, xml)
    assert who(client) is None


def test_an_answer_in_another_browser_is_refused(saml, client):
    request_id = set_out(client)
    victim = visitor()
    come_back(victim, response(request_id, signed(assertion(request_id, saml.gil.email, "n-1"))))
    assert who(victim) is None


def test_an_address_for_which_nobody_vouches_links_nothing(saml, client, settings):
    settings.SSO_MAILS_VERIFIED = []
    assert dance(client, saml.gil.email).status_code == 403


def test_the_metadata_for_the_provider(saml, client):
    told = client.get("/account/saml/district/metadata/")
    assert told["Content-Type"] == "text/xml"
    assert f"{SP}/acs/" in told.content.decode()


def test_nobody_is_signed_out_from_outside(saml, as_):
    ana = as_(saml.ana)
    ana.defaults["HTTP_HOST"] = HOST
    assert ana.get("/account/saml/district/sls/?SAMLRequest=x").status_code == 404
    assert ana.get("/people/").status_code == 200
