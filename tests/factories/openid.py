"""A verified fake of an OpenID Connect provider, in this process: discovery, keys, token and user info, no network.

It is strict where real ones are: the code must be the one it gave, with the verifier of the challenge (PKCE), the
redirect address and the client's secret of the request.
"""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Answer:
    """What ``requests`` gives back, as far as it is read."""

    def __init__(self, body: Any, status: int = 200) -> None:
        self.body, self.status_code = body, status
        self.headers = {"content-type": "application/json"}

    def json(self) -> Any:
        return self.body

    @property
    def content(self) -> bytes:
        return self.text.encode()

    @property
    def text(self) -> str:
        return str(self.body)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise requests.HTTPError(str(self.status_code))


@dataclass
class Provider:
    """``says`` are the claims about whoever signs in there; ``spoil`` changes the token's claims at the last moment.
    ``poses_as``: the issuer that it names, in its description and in tokens, when that is not its own."""

    issuer: str
    client_id: str = "our-app"
    secret: str = "our-secret"
    says: dict[str, Any] = field(default_factory=dict)
    spoil: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    poses_as: str = ""
    asked: dict[str, str] = field(default_factory=dict)

    def sign_in_there(self, address: str) -> dict[str, str]:
        """Somebody follows our link and signs in: the parameters with which they come back."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(f"{self.issuer}/authorize?")
        assert self.asked["response_type"] == "code" and "openid" in self.asked["scope"].split()
        return {"code": "the-code", "state": self.asked["state"]}

    # --- as a session of ``requests`` ---
    def __enter__(self) -> "Provider":
        return self

    def __exit__(self, *_error: object) -> None: ...

    def get(self, url: str, **given: Any) -> Answer:
        return self.request("GET", url, **given)

    def post(self, url: str, **given: Any) -> Answer:
        return self.request("POST", url, **given)

    def request(self, method: str, url: str, **given: Any) -> Answer:
        path = url.removeprefix(self.issuer)
        if path == "/.well-known/openid-configuration":
            ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            found = {f"{name}_endpoint": f"{self.issuer}/{end}" for name, end in ends.items()}
            return Answer({"issuer": self.poses_as or self.issuer, "jwks_uri": f"{self.issuer}/keys", **found})
        if path == "/keys":
            return Answer(
                {"keys": [RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "1", "alg": "RS256"}]}
            )
        if path == "/token":
            return self._token(given["data"], given.get("auth"))
        assert path == "/userinfo" and given["headers"]["Authorization"] == "Bearer an-access-token"
        return Answer({**self.says, **self.info})

    def _token(self, data: dict[str, str], auth: Any) -> Answer:
        digest = hashlib.sha256(data["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.asked["code_challenge"]
        assert data["redirect_uri"] == self.asked["redirect_uri"]
        if data["code"] != "the-code" or self.secret not in (data.get("client_secret"), getattr(auth, "password", "")):
            return Answer({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.poses_as or self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300, **self.says}
        claims |= {"nonce": self.asked.get("nonce")} | self.spoil
        told = jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "1"})
        return Answer({"access_token": "an-access-token", "token_type": "Bearer", "id_token": told})
