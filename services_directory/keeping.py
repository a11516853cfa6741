"""Who keeps an entry: a person of the association's centre, who is reminded when the provider can't be (F4)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy, ngettext
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from portal.tenancy import versions
from portal.tenancy.absences.duty import cases_of
from portal.tenancy.models import StaffMember

from .bulk import ServicesBulkAction
from .models import Service, VerificationPolicy


@transaction.atomic
def put_in_care(*, service: Service, keeper: StaffMember | None, user: Any = None) -> bool:
    """Put `service` in the care of `keeper` (of nobody with None), at once and past all drafts; False if it is there.

    Raises ValidationError for a person of another association.
    """
    if keeper is not None and keeper.site_id != service.site_id:
        raise ValidationError({"keeper": gettext("Choose a person of the service's own association.")})
    if service.keeper_id == (keeper.pk if keeper else None):
        return False
    Service.objects.filter(pk=service.pk).update(keeper=keeper)
    # Who keeps an entry stands on no public page.
    versions.touch(of=(Service,))
    service.keeper = keeper
    log(service, "services_directory.keep", user=user, data={"keeper": keeper.name if keeper else ""})
    return True


def kept_by(user: Any) -> Q:
    """What holds for the services in the care of `user` and of those they stand in for (U2).

    Also for those without a keeper, of an association where one of these people stands in for all.
    """
    people = cases_of(user)
    all_of = VerificationPolicy.objects.filter(default_keeper__user__in=people).values("site")
    return Q(keeper__user__in=people) | Q(keeper=None, site__in=all_of)


def people_of(site_ids: Iterable[int]) -> Any:
    """Who may keep entries of these associations."""
    return StaffMember.objects.filter(site__in=set(site_ids)).order_by("site", "order", "name")


class KeeperForm(forms.Form):
    """The choice of a keeper among the people of `site_ids`."""

    keeper = forms.ModelChoiceField(
        label=gettext_lazy("Keeper"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody in particular"),
        help_text=gettext_lazy("Is reminded when the provider doesn't answer. Takes effect at once."),
    )

    def __init__(self, *args: Any, site_ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = people_of(site_ids)  # type: ignore[attr-defined]


class KeepServices(ServicesBulkAction):
    """Several services put in the care of one person of their association."""

    display_name = gettext_lazy("Put in care")
    action_type = "keep"
    aria_label = gettext_lazy("Put the chosen services in somebody's care")
    action_priority = 22
    form_class = KeeperForm
    question = gettext_lazy("The person you choose will be reminded of these services.")
    button = gettext_lazy("Put in care")

    def check_perm(self, obj: Service) -> bool:
        policy = policy_registry.get_by_type(Service)
        return bool(policy.user_has_permission_for_instance(self.request.user, "change", obj))

    def get_form_kwargs(self) -> dict[str, Any]:
        services, _without_access = self.get_actionable_objects()
        return {**super().get_form_kwargs(), "site_ids": [service.site_id for service in services]}

    def act(self, service: Service) -> bool:
        form: Any = self.cleaned_form
        return put_in_care(service=service, keeper=form.cleaned_data["keeper"], user=self.request.user)

    def done(self, count: int) -> str:
        return ngettext("Put in care: %(count)d service", "Put in care: %(count)d services", count) % {"count": count}
