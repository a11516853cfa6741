"""Where the form and the reporter's pages are."""

from typing import TYPE_CHECKING

from ..models import MistakeReport, Service
from ..sections import directory_page

if TYPE_CHECKING:
    from ..models import DirectoryPage

CZECH = "cs"


def form_path(page: "DirectoryPage", service: Service) -> str:
    """The address of the form for `service`, below the directory `page` and in its language."""
    name = "report_mistake" if page.locale.language_code == CZECH else "report_mistake_en"
    return str(page.reverse_subpage(name, kwargs={"slug": service.slug}))


def status_path(page: "DirectoryPage", report: MistakeReport, *, is_new: bool = False) -> str:
    """The address of the reporter's page below the directory `page`; `is_new` is the one that thanks."""
    return str(page.reverse_subpage("mistake_thanks" if is_new else "mistake_status", kwargs={"key": report.key}))


def status_address(report: MistakeReport) -> str:
    """The whole address of the reporter's page in the active language; "" without a directory."""
    page = directory_page(report.site)
    return f"{page.full_url}{status_path(page, report)}" if page is not None else ""
