"""Practices, offers with evidence, private needs, open and closed doors."""

from .doors import ClosedDoor, Hosting, OpenDoor, PartnerWish
from .offers import HelpOffer, Need, Offer
from .practices import LikenessWeights, Practice, PracticeFamily, TaxonomyFile
from .spread import Adoption, Word

__all__ = [
    "Adoption",
    "ClosedDoor",
    "HelpOffer",
    "Hosting",
    "LikenessWeights",
    "Need",
    "Offer",
    "OpenDoor",
    "PartnerWish",
    "Practice",
    "PracticeFamily",
    "TaxonomyFile",
    "Word",
]
