from wagtail import hooks

from .viewsets import MeetingViewSet


@hooks.register("register_admin_viewset")
def register_meetings() -> MeetingViewSet:
    return MeetingViewSet()
