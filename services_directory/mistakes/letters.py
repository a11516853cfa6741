"""Letters to those who reported a mistake. All go through the outbox, in the transaction they report (decision 10)."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.jobs.outbox import enqueue
from portal.tenancy.models import Association

from ..models import MistakeReport
from .addresses import status_address


def enqueue_receipt(report: MistakeReport) -> None:
    """Tell the reporter, in the language of the form, that the report is here and where its state is shown.

    The text isn't repeated: the form would otherwise send anybody's words to any address.
    """
    with translation.override(report.language):
        _enqueue("receipt", report, _("We have your report: %(service)s") % {"service": report.service_name})


def enqueue_answer(report: MistakeReport) -> None:
    """Tell the reporter what came of it; once, however often this is called."""
    with translation.override(report.language):
        _enqueue("answer", report, _("Answer to your report: %(service)s") % {"service": report.service_name})


def letters_about(report_id: int) -> list[str]:
    """The events of the letters that may have been written about a report."""
    return [_event(letter, report_id) for letter in ("receipt", "answer")]


def _event(letter: str, report_id: int) -> str:
    return f"services_directory.mistake_{letter}:{report_id}"


def _enqueue(letter: str, report: MistakeReport, subject: str) -> None:
    association = Association.objects.select_related("site").get(site=report.site_id)
    context = {
        "association": association,
        "report": report,
        "subject": subject,
        "status_url": status_address(report),
    }
    template = f"emails/services_directory/mistake_{letter}"
    enqueue(
        event=_event(letter, report.pk),
        recipient=report.email,
        subject=subject,
        text=render_to_string(f"{template}.txt", context),
        html=render_to_string(f"{template}.html", context),
        site=association.site,
        reply_to=association.answers_to,
    )
