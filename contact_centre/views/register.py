"""The register's own views in the admin. The tenant's scope is put in front of them by the viewset."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.core.keys import typed_key
from portal.tenancy.lists import RememberedOrder
from portal.tenancy.models import StaffMember

from ..actions import change_activity, open_activity
from ..closing.buttons import decline_button, reopen_button, resolve_button
from ..enums import ActivitySource
from ..models import Activity, CitizenRequest, Project
from ..register.copying import copy_of
from ..register.forms import ActivityForm

FORM_VALUES = [name for name in ActivityForm.Meta.fields if name != "site"]


def put_errors(form: BaseForm, error: ValidationError) -> None:
    """Put what an action refused at the form's fields; what belongs to no field goes to the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def activity_buttons(activity: Activity, user: Any, button: type[Button] = Button) -> list[Button]:
    """What can be done with a running activity besides changing it; one with a request ends with the request."""
    if not activity.is_running:
        return [*filter(None, [reopen_button(activity, button)])]
    files = button(_("Files"), url=reverse("activities:files", args=[activity.pk]), icon_name="doc-full", priority=25)
    request: CitizenRequest | None = getattr(activity, "request", None)
    if request is not None:
        ending = [resolve_button(request, user, button), decline_button(request, user, button)]
        return [files, *filter(None, ending)]
    close = reverse("activities:close", args=[activity.pk])
    cancel = reverse("activities:cancel", args=[activity.pk])
    return [
        button(_("Close activity"), url=close, icon_name="check", priority=15),
        files,
        button(_("Cancel activity"), url=cancel, icon_name="cross", priority=35),
    ]


def title_id(activity: Activity) -> str:
    """What the check box of a row is named by."""
    return f"snippet_{activity.pk}_title"


class ActivityIndexView(RememberedOrder, IndexView):
    """The register: searched without regard to diacritics, filtered, exported."""

    is_searchable = True
    add_item_label = _("Add an activity")

    template_name = "contact_centre/admin/activities.html"

    @cached_property
    def columns(self) -> list[Any]:
        bulk = BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet")
        columns: list[Any] = super().columns
        return [bulk, *columns] if self.user_has_permission("change") else columns

    def _get_title_column(self, field_name: str, column_class: type = TitleColumn, **kwargs: Any) -> Any:
        return super()._get_title_column(field_name, column_class, get_title_id=title_id, **kwargs)

    def get_base_queryset(self) -> Any:
        queryset = super().get_base_queryset()
        return queryset.for_export() if self.is_export else queryset.for_listing()

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def get_edit_url(self, instance: Activity) -> str | None:
        return super().get_edit_url(instance) if instance.is_running else None

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if self.add_url:
            buttons.append(HeaderButton(_("Quick entry"), url=reverse("activities:sheet"), icon_name="table"))
        return buttons

    def get_list_more_buttons(self, instance: Activity) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            buttons += activity_buttons(instance, self.request.user)
        return sorted(buttons, key=lambda button: button.priority)


class ActionErrorsMixin:
    """Shows what an action refuses at the fields of the form, with everything typed kept."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            put_errors(form, error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class ActivityCreateView(ActionErrorsMixin, CreateView):
    page_title = _("New activity")

    def get_page_subtitle(self) -> str:
        return str(self.page_title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items()[:-1], {"url": "", "label": self.page_title}]

    def get_initial_form_instance(self) -> Activity:
        """Today, and the user's own record among the centre's people; ?project= begins an activity of a project."""
        activity = Activity(responsible=StaffMember.objects.filter(user=self.request.user).first())
        asked = typed_key(self.request.GET.get("project"))
        if asked is not None:
            activity.project = Project.objects.for_user(self.request.user).filter(pk=asked).first()
        if activity.project is not None:
            activity.source = ActivitySource.PROJECT
        return activity

    def save_instance(self) -> Activity:
        data = self.form.cleaned_data
        return open_activity(site=data["site"], user=self.request.user, **{name: data[name] for name in FORM_VALUES})


class ActivityCopyView(ActivityCreateView):
    """A new activity like the one at this address, whose form is filled in with what `copy_of` takes over."""

    page_title = _("Copy of an activity")

    @cached_property
    def _pattern(self) -> dict[str, Any]:
        return copy_of(get_object_or_404(Activity, pk=self.kwargs["pk"]))

    def get_initial_form_instance(self) -> Activity:
        return Activity(**{name: value for name, value in self._pattern.items() if name != "municipalities"})

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "municipalities": self._pattern["municipalities"]}


class ActivityEditView(ActionErrorsMixin, EditView):
    """Changing a running activity; one that has ended is only shown."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if not self.object.is_running:
            return redirect(self.get_inspect_url())
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.object.title)

    @cached_property
    def header_buttons(self) -> list[Any]:
        return activity_buttons(self.object, self.request.user, HeaderButton)

    def save_instance(self) -> Activity:
        data = self.form.cleaned_data
        return change_activity(
            activity=self.object, user=self.request.user, **{name: data[name] for name in FORM_VALUES}
        )


class ActivityInspectView(InspectView):
    """An activity read, with its request and its files."""

    template_name = "contact_centre/admin/activity.html"

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self.object.is_running else None

    def get_page_subtitle(self) -> str:
        return str(self.object.title)

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = []
        if self.user_has_permission("change"):
            buttons = activity_buttons(self.object, self.request.user, HeaderButton)
        if self.user_has_permission("add"):
            url = reverse("activities:copy", args=[self.object.pk])
            buttons.append(HeaderButton(_("Record one more like this"), url=url, icon_name="copy", priority=30))
        return sorted(buttons, key=lambda button: button.priority)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["attachments"] = self.object.attachments.select_related("added_by")
        context["citizen_request"] = CitizenRequest.objects.filter(activity=self.object).first()
        context["followed_by"] = self.object.followed_by.order_by("pk")
        context["municipalities"] = self.object.municipalities.all()
        return context
