from wagtail import hooks

from .viewsets import NewsletterViewSet


@hooks.register("register_admin_viewset")
def register_newsletters() -> NewsletterViewSet:
    return NewsletterViewSet()
