"""Addresses below ``/admin/newsletters/issue/<page>/``."""

from django.urls import path

from .views import CorrectView, PublishApprovedView, RestoreView

app_name = "newsletter_sending"
urlpatterns = [
    path("<int:page_id>/restore/", RestoreView.as_view(), name="restore"),
    path("<int:page_id>/publish/", PublishApprovedView.as_view(), name="publish"),
    path("<int:page_id>/correct/", CorrectView.as_view(), name="correct"),
]
