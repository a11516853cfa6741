"""Addresses that are not pages. Pages answer last, under their language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, register_converter
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.core.brand import brand_css
from portal.core.converters import HexColourConverter
from portal.founding.views.accepting import accept_invitation
from portal.jobs import health, metrics
from portal.jobs.bounces.webhooks import webhook_addresses
from portal.tenancy.api.application import open_data_api
from portal.tenancy.api.problems import missing
from portal.tenancy.api.reference import reference
from portal.tenancy.given_out import serve_picture

register_converter(HexColourConverter, "hex")

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.show, name="metrics"),
    *webhook_addresses(settings.ANYMAIL_WEBHOOKS),
    path("brand/<hex:colour>.css", brand_css, name="brand_css"),
    *i18n_patterns(path("api/v1/", reference, name="open_data"), prefix_default_language=False),
    path("api/v1/", open_data_api().urls),
    path("api/v1/<path:rest>", missing),
    # Wagtail's own sign-in asks for a password only; everybody goes through allauth.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("admin/", include(wagtailadmin_urls)),
    path("ucet/pozvanka/<str:token>/", accept_invitation, name="accept_invitation"),
    path("ucet/", include("portal.users.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", serve_picture, name="picture"),
    path("open311/", include("contact_centre.open311.urls")),
    path("zpravodaj/posouzeni/", include("newsletters.review.link_urls")),
]

urlpatterns += i18n_patterns(
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include("meetings.calendars.urls")),
    path("", include("meetings.papers.urls")),
    path("", include("newsletters.dates.urls")),
    path("", include("newsletters.subscribers.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
