"""What schema.org calls our kinds of service, by the codes of the code list.

A place that schema.org doesn't see as an organisation too (a museum) is marked as one: it has an operating body,
an e-mail address and people it is for.
"""

from ..models import ServiceKind

GENERAL = ("CivicStructure", "Organization")
BY_FIELD: dict[str, tuple[str, ...]] = {
    "education": ("EducationalOrganization",),
    "health": ("MedicalClinic",),
    "library": ("Library",),
    "sport": ("SportsActivityLocation",),
    "safety": ("EmergencyService",),
    "office": ("GovernmentOffice",),
    "post": ("PostOffice",),
    "waste": ("RecyclingCenter",),
}
BY_KIND: dict[str, tuple[str, ...]] = {
    "nursery_school": ("Preschool",),
    "primary_school": ("School",),
    "secondary_school": ("HighSchool",),
    "art_school": ("School",),
    "language_school": ("School",),
    "after_school_club": ("ChildCare",),
    "boarding_house": GENERAL,
    "childrens_home": GENERAL,
    "gp": ("Physician",),
    "paediatrician": ("Physician",),
    "gynaecologist": ("Physician",),
    "specialist": ("Physician",),
    "dentist": ("Dentist",),
    "pharmacy": ("Pharmacy",),
    "hospital": ("Hospital",),
    "museum": ("Museum", "Organization"),
    "gallery": ("ArtGallery",),
    "cinema": ("MovieTheater",),
    "theatre": ("PerformingArtsTheater", "Organization"),
    "cultural_centre": ("EventVenue", "Organization"),
    "information_centre": ("TouristInformationCenter",),
    "swimming": ("PublicSwimmingPool",),
    "indoor_pool": ("PublicSwimmingPool",),
    "sports_ground": ("StadiumOrArena",),
    "playground": ("Playground", "Organization"),
    "state_police": ("PoliceStation",),
    "municipal_police": ("PoliceStation",),
    "fire_brigade": ("FireStation",),
    "cemetery": ("Cemetery", "Organization"),
}


def types_of(kind: ServiceKind) -> tuple[str, ...]:
    """The types of a service of `kind`; of a kind the Union has added, those of its field or the most general ones."""
    return BY_KIND.get(kind.code) or BY_FIELD.get(kind.field.code, GENERAL)
