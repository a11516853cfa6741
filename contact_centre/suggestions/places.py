"""Where suggestions lead on the site's own pages."""

from wagtail.models import Locale, Site

from portal.tenancy.models import Agenda

from ..models import AnswerTemplate, ContactPage


def contact_page(site: Site) -> ContactPage | None:
    """The site's contact page in the active language, in any if there is none."""
    page: ContactPage | None = ContactPage.objects.of_site(site, Locale.get_active())
    return page


def answers_url(page: ContactPage, site: Site) -> str:
    """The address of the page of ready answers in the page's language."""
    name = "answers" if page.locale.language_code == "cs" else "answers_en"
    return f"{page.get_url(current_site=site)}{page.reverse_subpage(name)}"


def answer_anchor(answer: AnswerTemplate) -> str:
    return f"odpoved-{answer.pk}"


def agenda_anchor(agenda: Agenda) -> str:
    """The id that the agenda has on the contact page."""
    return f"agenda-{agenda.pk}"
