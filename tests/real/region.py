"""The region whose open data is imported, and the rows of its file that are refused."""

from pathlib import Path

from django.core.management import call_command

from portal.tenancy.models import Association, Membership, Municipality
from services_directory.importing.reader import read_file
from services_directory.importing.run import Options, Summary

PARTIAL = Options(partial=True)
JOINED = "2016-07-01"
ROWS = 1_626
REFUSED = {
    # identifier in the source: the column at fault
    "SSSZ1491": "web", "SSSZ1492": "web", "SSSZ1493": "web", "SSSZ1494": "web",  # the school's name instead
    "PSS105": "name",  # the exact duplicate of the row before
    "PSS454": "obec_code",  # a place in Prague without a code
    "KNIH180": "obec",  # the code of another municipality
    "KNIH322": "ico",  # a wrong check digit
    "MG43": "web",  # the title of a page instead of its address
    "DIVFILH25": "web",  # "http://https://…"
    "DIVFILH33": "phone",  # a digit is missing
    "LK16": "phone", "LK20": "phone", "LK21": "phone", "LK26": "phone", "LK28": "phone", "LK29": "phone",
    "LK32": "phone",  # 4,2049544519e+11
    "LK48": "obec_code",  # a pond without a municipality
}  # fmt: skip


def whole_region(real_data: Path) -> Association:
    """The association Horní with the whole region as its members."""
    call_command("import_municipalities", str(real_data / "municipalities.csv"))
    association = Association.objects.select_related("site").get(slug="horni")
    codes = Municipality.objects.filter(region_name="Královéhradecký kraj").exclude(
        memberships__association=association
    )
    Membership.objects.bulk_create(
        Membership(association=association, municipality_id=code, joined_on=JOINED)
        for code in codes.values_list("code", flat=True)
    )
    return association


def refused(summary: Summary, path: Path) -> dict[str, str]:
    """The column of each refused row's first fault, by the row's identifier."""
    ids = {line: values["source_id"] for line, values in read_file(path).rows}
    found: dict[str, str] = {}
    for fault in summary.faults:
        found.setdefault(ids[fault.line], fault.column)
    return found
