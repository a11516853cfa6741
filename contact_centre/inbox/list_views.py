"""The list of requests. The tenant's scope is put in front of it by the viewset."""

from typing import Any

from wagtail.admin.views.generic import IndexView

from ..views.register import RememberedOrderMixin


class RequestIndexView(RememberedOrderMixin, IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().for_listing()
