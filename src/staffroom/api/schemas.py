"""The shapes of the API's answers. Ids are the public ones of the page addresses."""

from datetime import date, datetime

from ninja import Field, Schema


class SchoolOut(Schema):
    id: str = Field(alias="public_id")
    name: str
    level: str


class PracticeOut(Schema):
    code: str
    name: str = Field(description="In the reader's language.")
    subject: str = Field(description="Empty: any lesson shows it.")
    description: str


class PersonOut(Schema):
    id: str = Field(alias="public_id")
    name: str

    @staticmethod
    def resolve_name(person: object) -> str:
        return str(person)


class OfferOut(Schema):
    id: str = Field(alias="public_id")
    practice: str = Field(alias="practice.code")
    by: PersonOut = Field(alias="staff")
    what_i_do: str
    language: str
    artefact_title: str
    updated: datetime


class MeOut(Schema):
    name: str
    roles: list[str]
    schools: list[SchoolOut]
    language: str
    time_zone: str


class VisitOut(Schema):
    id: str = Field(alias="public_id")
    visitor: PersonOut
    host: PersonOut
    purpose: str = Field(description="practice, or team: to get to know a colleague, without a practice.")
    practice: str | None = Field(None, alias="practice.code")
    school: SchoolOut
    state: str
    date: date
    period: str
    start: int = Field(description="Minutes from midnight on the school's wall clock.")
    end: int = Field(description="Minutes from midnight on the school's wall clock.")


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class Wrong(Schema):
    """Which parameter is wrong, and why."""

    type: str
    loc: list[str | int]
    msg: str


class Invalid(Schema):
    """A parameter that cannot be read, such as limit=0."""

    detail: list[Wrong]
