"""The Union reaches numbers of the centres, and nothing of a person or of what the register says (A5).

Everything in the register and in requests that people write carries a mark. The Union follows every link of its
overview and of the lists behind it, looks into Wagtail's own reports, search and choosers, and asks for the centre's
pages by their addresses: the mark comes up nowhere.
"""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from contact_centre.enums import ChangeKind
from contact_centre.models import (
    Activity,
    ActivityAttachment,
    ActivityChange,
    CitizenRequest,
    Explanation,
    PeriodEvaluation,
    Project,
    QualityCheck,
    QualitySample,
)
from contact_centre.targets.counting import months_of
from portal.tenancy.models import Association

from ..factories import make_activity, make_request, make_staff, output
from ..shortfalls import ended_period, evaluated

MARK = "tajnosta5"
LINK = re.compile(r'(?:href="|&quot;url&quot;: &quot;|"url": ")([^"&]+(?:&amp;[^"&]+)*)')
# The Union's code lists are its own words, and lead to a hundred forms.
LISTS = "activity(trigger|area|subarea|output)|handler|requestcategory"
WITHIN = re.compile(rf"^/admin/contact_centre/(?!({LISTS})/)")
STARTS = ("centres:index", "explanations:index", "quality_checks:index", "wagtailadmin_home", "outbox:index")
pytestmark = [pytest.mark.django_db, pytest.mark.spec("A5"), pytest.mark.only_on("postgresql")]


@pytest.fixture
def marked(dso_a: Association) -> Activity:
    """A centre in whose register and requests every text is marked, with a period that was not met."""
    project = Project.objects.create(site=dso_a.site, name=MARK, description=MARK)
    activity = make_activity(
        dso_a,
        title=MARK,
        description=MARK,
        specification=MARK,
        responsible=make_staff(dso_a, name=MARK),
        source="project",
        project=project,
        project_part="output",
        project_output=MARK,
        started_on=timezone.localdate(),
    )
    ActivityAttachment.objects.create(
        activity=activity,
        file=ContentFile(b"x", name="x.pdf"),
        original_name=f"{MARK}.pdf",
        content_type="application/pdf",
        size=1,
    )
    texts = {"user_name": MARK, "old": MARK, "new": MARK, "reason": MARK}
    ActivityChange.objects.create(site=dso_a.site, activity=activity, kind=ChangeKind.CHANGED, field="title", **texts)
    make_request(dso_a, text=MARK, name=MARK, email=f"{MARK}@example.org", phone="", place=MARK)
    # The names of people whom a centre lets the Union see in its network are no secret of the register.
    for record in (activity, project):
        log(record, "wagtail.edit", data={"note": MARK})
    Activity.objects.filter(pk=activity.pk).update(
        status="closed", closed_on=timezone.localdate(), output=output(), output_description=MARK
    )
    period = ended_period()
    evaluation = evaluated(dso_a, period, months=[40] * len(months_of(period)))
    Association.objects.filter(pk=dso_a.pk).update(centre_since=evaluation.period.starts_on)
    Explanation.objects.create(
        site=dso_a.site, evaluation=evaluation, reasons="Nemoc", measures="Zástup", answer_due_on=timezone.localdate()
    )
    sample = QualitySample.objects.create(period=evaluation.period, per_centre=1, seed=1)
    QualityCheck.objects.create(site=dso_a.site, sample=sample, activity=activity)
    return activity


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


class Union:
    """Somebody of the Union who remembers where they have been."""

    def __init__(self, client: Client, user: Any) -> None:
        self.client, self.seen, self.leaks = client, set[str](), list[str]()
        client.force_login(user)

    def look(self, address: str) -> str:
        """Open an address once; redirects to the home page aren't followed."""
        response = self.client.get(address, headers={"host": "localhost"})
        assert response.status_code < 500, address
        text = body(response)
        if MARK in text:
            self.leaks.append(address)
        return text if response.status_code == 200 else ""

    def crawl(self, address: str) -> None:
        """Open an address and everything of the contact centre it leads to."""
        waiting = [address]
        while waiting:
            current = waiting.pop()
            for found in LINK.findall(self.look(current)):
                target = unescape(found)
                # The same table in another order leads nowhere else.
                key = re.sub(r"[?&](ordering|p|state|q)=[^&]*", "", target)
                if target.startswith("?"):
                    target, key = f"{urlsplit(current).path}{target}", f"{urlsplit(current).path}{key}"
                if WITHIN.match(target) and key not in self.seen:
                    self.seen.add(key)
                    waiting.append(target)


@pytest.fixture(params=["union_admin", "union_reviewer"])
def union_user(request: pytest.FixtureRequest, client: Client, marked: Activity) -> Union:
    return Union(client, request.getfixturevalue(request.param))


def test_no_link_of_the_unions_pages_leads_to_anything_personal(union_user: Union, marked: Activity) -> None:
    for name in STARTS:
        union_user.crawl(reverse(name))
    assert union_user.leaks == []
    targets = f"{reverse('targets:index')}?association=horni"
    assert any(one.startswith(targets) for one in union_user.seen), "The crawl has found no centre"


def test_wagtails_reports_search_and_choosers_show_nothing_personal(union_user: Union, marked: Activity) -> None:
    history = reverse("wagtailadmin_reports:site_history")
    asked = [history, f"{history}?export=csv", f"{history}?label={MARK[:6]}"]
    asked += [
        f"{reverse('wagtailadmin_pages:search')}?q={MARK[:6]}",
        f"{reverse('municipality_chooser:choose')}?q={MARK[:6]}",
    ]
    for address in asked:
        assert union_user.look(address), address
    assert union_user.leaks == []


def test_the_log_calls_an_activity_by_its_number(marked: Activity) -> None:
    labels = set(ModelLogEntry.objects.filter(object_id=str(marked.pk)).values_list("label", flat=True))
    assert marked.reference in labels
    assert not [
        label
        for label in ModelLogEntry.objects.filter(action__startswith="contact_centre").values_list("label", flat=True)
        if MARK in label
    ]


def test_the_centres_pages_are_closed_to_the_union(union_user: Union, marked: Activity) -> None:
    request = CitizenRequest.objects.get(text=MARK)
    file = marked.attachments.get()
    closed = [reverse(f"activities:{name}") for name in ("index", "add")]
    closed += [
        reverse(f"activities:{name}", args=[marked.pk])
        for name in ("inspect", "edit", "history", "files", "close", "reopen")
    ]
    closed += [
        reverse("activities:download", args=[marked.pk, file.pk]),
        reverse("citizen_requests:index"),
        reverse("citizen_requests:inspect", args=[request.pk]),
        reverse("activity_report:index"),
        f"{reverse('activity_report:index')}?export=csv",
    ]
    for address in closed:
        response = union_user.client.get(address, headers={"host": "localhost"})
        assert response.status_code in (302, 403, 404), f"{address} answers {response.status_code}"
        assert MARK not in body(response), address
    assert PeriodEvaluation.objects.count() == 1
