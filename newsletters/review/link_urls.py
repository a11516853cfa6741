"""Where a reviewer's personal link leads (V1)."""

from django.urls import path

from . import link_views

app_name = "newsletter_review"

urlpatterns = [
    path("<str:token>/", link_views.review_page, name="page"),
    path("<str:token>/cislo/", link_views.issue_page, name="issue"),
    path("<str:token>/pdf/", link_views.issue_pdf, name="pdf"),
]
