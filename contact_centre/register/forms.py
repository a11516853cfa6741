"""The form that opens and changes an activity, with everything the register knows of it (ACT-2, A2)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import FilteredSelect
from wagtail.models import Page

from portal.core.keys import typed_key
from portal.tenancy.boundary import sites_of
from portal.tenancy.forms import TenantModelForm
from portal.tenancy.models import Municipality

from ..enums import RUNNING_ACTIVITY, ActivitySource
from ..forms.register import use_date_pickers
from ..legal.words import balance_words
from ..models import Activity, ActivitySubarea
from .checks import CODE_LISTS, check_rules
from .fields import CrownsField, EarlierField, HoursField, PageField

ADVICE = (("", _("as usual for the sub-area")), ("True", _("yes")), ("False", _("no")))
RULES_READ = frozenset({"site", "trigger", "handled_by", "project"})
"""Without these the rules that look at several fields can't be asked."""


class SubareaIterator(ModelChoiceIterator):
    """Choices that know their area, so that Wagtail's filtered select shows only those of the chosen one."""

    def choice(self, obj: ActivitySubarea) -> tuple[Any, str, list[int]]:  # type: ignore[override]
        label = _("%(name)s (expert advice)") % {"name": obj.label} if obj.is_expert_advice else obj.label
        return self.field.prepare_value(obj), str(label), [obj.area_id]


class SubareaField(forms.ModelChoiceField):
    iterator = SubareaIterator
    widget = FilteredSelect

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.filter_field = "id_area"


class ActivityForm(TenantModelForm):
    """Opening and changing an activity (ACT-2, A2); it is closed by a form of its own (ACT-3)."""

    subarea = SubareaField(label=_("Sub-area"), queryset=ActivitySubarea.objects.all())
    is_expert_advice = forms.TypedChoiceField(
        label=_("Expert advice"),
        choices=ADVICE,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        help_text=_("Half of the quota has to be advice. Each sub-area says whether it usually is."),
    )
    follows = EarlierField(
        label=_("Follows up"),
        required=False,
        help_text=_("The number of an earlier activity, for example A-2026-00012. The newest ones are offered."),
    )
    source_page = PageField(
        label=_("Which meeting or newsletter"), queryset=Page.objects.none(), required=False, empty_label="–"
    )
    hours = HoursField(label=_("Hours of work"), required=False, help_text=_("For example 1,5 or 1:30."))
    legal_hours = HoursField(
        label=_("Hours of legal advice"),
        required=False,
        help_text=_("Only for what a law firm handles: taken off the centre's hours."),
    )
    saved_czk = CrownsField(
        label=_("Money saved (CZK)"), required=False, help_text=_("What the municipality didn't have to pay.")
    )
    brought_czk = CrownsField(
        label=_("Money brought (CZK)"), required=False, help_text=_("For example a grant that was won.")
    )

    class Meta:
        model = Activity
        fields = [
            *("site", "title", "started_on", "trigger", "follows", "area", "subarea", "description"),
            *("handled_by", "responsible", "specification", "status", "is_expert_advice", "municipalities"),
            *("source", "source_page", "project", "project_part", "project_output"),
            *("hours", "legal_hours", "saved_czk", "brought_czk"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_code_lists()
        use_date_pickers(self)
        self.fields["status"].choices = [(status.value, status.label) for status in RUNNING_ACTIVITY]
        self.fields["responsible"].empty_label = _("Nobody yet")
        sites = self._sites()
        self.fields["municipalities"].queryset = Municipality.objects.filter(
            memberships__association__site__in=sites
        ).distinct()
        self._offer_sources(sites)
        self._tell_balance(sites)
        if self.instance.follows_id:
            self.initial["follows"] = self.instance.follows.reference
        if not self.instance.pk and self.instance.is_expert_advice == self._usual_advice():
            self.initial["is_expert_advice"] = ""

    def _offer_code_lists(self) -> None:
        """Entries in use; one that retired stays on the record that has it (ACT-6)."""
        for name in CODE_LISTS:
            field = self.fields[name]
            kept = Q(pk=getattr(self.instance, f"{name}_id") if self.instance.pk else None)
            current = field.queryset.model.objects.current()
            field.queryset = current | field.queryset.model.objects.filter(kept)
            field.empty_label = _("Choose")

    def _offer_sources(self, sites: Any) -> None:
        """Sources that people choose; of a citizen's request an activity is made by the portal alone."""
        is_request = bool(self.instance.pk) and self.instance.source == ActivitySource.REQUEST
        chosen = [each for each in ActivitySource if (each == ActivitySource.REQUEST) == is_request]
        self.fields["source"].choices = [(each.value, each.label) for each in chosen]
        self.fields["source"].disabled = is_request
        self.fields["source_page"].offer(list(sites.select_related("root_page")), kept=self.instance.source_page)
        self.fields["project"].empty_label = "–"
        earlier = Activity.objects.for_user(self.for_user).filter(site__in=sites)
        self.fields["follows"].offer(earlier.filter(pk__lt=self.instance.pk) if self.instance.pk else earlier)

    def _tell_balance(self, sites: Any) -> None:
        """What is left of the hours of legal advice (LAW-1); of several centres nobody knows yet which is meant."""
        keys = list(sites.values_list("pk", flat=True)[:2])
        if len(keys) == 1:
            field = self.fields["legal_hours"]
            field.help_text = f"{field.help_text} {balance_words(keys[0])}"

    def _sites(self) -> Any:
        """Where the user works; of a record that is there, only its own. Municipalities on it stay."""
        sites = sites_of(self.for_user, Activity, "add", "change")
        site = self.instance.site_id if self.instance.pk else self.data.get("site")
        return sites if typed_key(site) is None else sites.filter(pk=typed_key(site))

    def _usual_advice(self) -> bool:
        return bool(self.instance.subarea_id and self.instance.subarea.is_expert_advice)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        subarea = cleaned.get("subarea")
        if cleaned.get("is_expert_advice") is None and subarea is not None:
            cleaned["is_expert_advice"] = subarea.is_expert_advice
        return cleaned

    def validate_constraints(self) -> None:
        """The rules that the database holds too, each refusal at its field."""
        if RULES_READ & self.errors.keys():
            return
        try:
            check_rules(self.instance)
        except ValidationError as error:
            told = {name: errors for name, errors in error.error_dict.items() if name not in self.errors}
            if told:
                self._update_errors(ValidationError(told))
