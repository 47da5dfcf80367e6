"""Who is told at a school when a substitute is needed for a visit."""

from django.db import models

from staffroom.people.models import DistrictRecord, School, Staff
from staffroom.spine.access import Declared, Keep


class SubstituteDesk(DistrictRecord):
    """Who arranges substitutes at a school. No row: its principals are told."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")

    privacy = Declared(record="directory", about=("staff",), personal=("school",), keep=Keep.OWNER)
