"""News at /api/v1/ofn/."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_noop
from ninja import Query, Router

from portal.tenancy.api.routers import OneAssociation
from portal.tenancy.ofn.answers import TAG, answer, answers, asked

from . import news

router = Router(tags=[TAG])


@router.get(
    "/aktuality.jsonld",
    summary=gettext_noop("News: published newsletters (OFN)"),
    openapi_extra=answers("News as the norm Aktuality 2020-07-01 says."),
)
def all_news(request: HttpRequest, filters: Query[OneAssociation]) -> HttpResponse:
    """Issues of the last two years, the newest first."""
    with translation.override("cs"):
        return answer(news.news(asked(request, filters.association)))


@router.get(
    "/aktuality/{uuid:uid}",
    summary=gettext_noop("One piece of news"),
    openapi_extra=answers("The issue as the norm Aktuality 2020-07-01 says."),
)
def one_piece(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An issue by the end of its identifier."""
    with translation.override("cs"):
        found = news.one(asked(request, ""), uid)
    if found is None:
        raise Http404
    return answer(found)
