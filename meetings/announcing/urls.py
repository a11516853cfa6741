"""Addresses below ``/admin/meetings/invite/<page>/``."""

from django.urls import path

from .invite_views import InviteView, LetterView

app_name = "meeting_invite"
urlpatterns = [
    path("<int:page_id>/", InviteView.as_view(), name="page"),
    path("<int:page_id>/letter/", LetterView.as_view(), name="letter"),
]
