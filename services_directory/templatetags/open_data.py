"""What a service's page says to programs."""

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.tenancy.frame import frame_of

from ..api.json_ld import Shown
from ..api.json_ld import service_json_ld as json_ld

register = template.Library()


@register.simple_tag(takes_context=True)
def service_json_ld(context: Context) -> SafeString | str:
    """The page's service as JSON-LD, from what the page has read (`detail.service_context`); no query of its own."""
    request, page, service = context["request"], context.get("page"), context["service"]
    frame = frame_of(request)
    if page is None or frame is None:
        return ""
    absolute = request.build_absolute_uri
    directory = page.get_url(request)
    # The identifier is the same in every language.
    czech = frame.addresses.get(page.translation_key, {}).get(settings.LANGUAGE_CODE, directory)
    home = frame.entrances.home
    photo = context.get("photo")
    return json_ld(
        Shown(
            service=service,
            url=absolute(f"{directory}{service.slug}/"),
            identifier=absolute(f"{czech}id/{service.uid}/"),
            address=context["address"],
            contacts=context["contacts"],
            served=context["served"],
            language=get_language() or settings.LANGUAGE_CODE,
            breadcrumbs=[
                (home.title, absolute(frame.homes[home.locale.language_code])),
                (page.title, absolute(directory)),
            ],
            image=absolute(photo.url) if photo else "",
        )
    )
