"""The help as pages: what there is for one role, what a word is found in, one topic, all of it to print, the guide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.czech import fold
from portal.tenancy.admin.branding import manages_any
from portal.tenancy.boundary import is_union_user
from portal.tenancy.roles import Role

from . import guide
from .topics import Topic, all_topics, topic_of

LONGEST_QUESTION = 100
INDEX = "portal_help:index"
FIRST = "tenancy"
"""The app whose topics lead: the desk, where everybody begins."""


def role_of(user: Any) -> Role:
    """In which role `user` reads: the widest of those held. Asks the database nothing the menu hasn't asked already."""
    if user.is_superuser or str(Role.UNION_ADMIN) in user.rights.groups:
        return Role.UNION_ADMIN
    if is_union_user(user):
        return Role.UNION_REVIEWER
    return Role.MANAGER if manages_any(user) else Role.EDITOR


@dataclass(frozen=True)
class Group:
    """The topics of one app."""

    name: str
    label: Any
    topics: list[Topic]


def grouped(topics: list[Topic]) -> Iterator[Group]:
    """`topics` by their apps, in the order of the apps, the first one aside; none is empty."""
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label != FIRST):
        if own := [topic for topic in topics if topic.app == app.label]:
            yield Group(app.label, app.verbose_name, own)


class HelpView(WagtailAdminTemplateMixin, TemplateView):
    """What every page of the help shares."""

    page_title: Any = _("Help")
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": reverse(INDEX), "label": _("Help")}]

    @cached_property
    def role(self) -> Role:
        return role_of(self.request.user)

    @cached_property
    def topics(self) -> list[Topic]:
        """Those of one's role, in the order of their files."""
        return [topic for topic in all_topics() if self.role in topic.roles]


class IndexView(HelpView):
    """All topics of one's role and the guide's chapters; `?q=` leaves those in which every word is found."""

    template_name = "help/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.request.GET.get("q", "").strip()[:LONGEST_QUESTION]
        words = fold(question).split()
        topics = [topic for topic in self.topics if topic.matches(words)]
        title_first = sorted(topics, key=lambda topic: not all(word in fold(topic.title) for word in words))
        chapters = [chapter for chapter in guide.chapters() if chapter.matches(words)]
        return super().get_context_data(
            question=question,
            groups=[] if words else list(grouped(topics)),
            found=title_first if words else [],
            chapters=chapters,
            **kwargs,
        )


class WholeView(HelpView):
    """Every topic of one's role on one page, to print or to read in one go."""

    template_name = "help/admin/whole.html"
    page_title = _("The whole help on one page")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=list(grouped(self.topics)), **kwargs)


class TopicView(HelpView):
    """One topic. Everybody may read any: help holds nothing of anybody."""

    template_name = "help/admin/topic.html"

    @cached_property
    def topic(self) -> Topic:
        if (found := topic_of(f"{self.kwargs['app']}.{self.kwargs['name']}")) is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.topic.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.topic.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topic=self.topic, **kwargs)


class ChapterView(HelpView):
    """A chapter of the guide."""

    template_name = "help/admin/chapter.html"

    @cached_property
    def chapter(self) -> guide.Chapter:
        if (found := guide.chapter_of(self.kwargs["name"])) is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.chapter.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.chapter.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            chapter=self.chapter, chapters=guide.chapters(), language=guide.LANGUAGE, **kwargs
        )


def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the guide, for who may enter the administration (as all its addresses). Http404 if there is none."""
    path = guide.PICTURES / f"{name}.png"
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response
