"""Addresses below ``/admin/newsletters/mailing/<page>/``."""

from django.urls import path

from .views import PauseView, ProgressView, ResendAllView, ResumeView, StartView

app_name = "newsletter_mailing"
urlpatterns = [
    path("<int:page_id>/", ProgressView.as_view(), name="progress"),
    path("<int:page_id>/start/", StartView.as_view(), name="start"),
    path("<int:page_id>/pause/", PauseView.as_view(), name="pause"),
    path("<int:page_id>/resume/", ResumeView.as_view(), name="resume"),
    path("<int:page_id>/resend/", ResendAllView.as_view(), name="resend_all"),
]
