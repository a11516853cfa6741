"""Forms of imports and exports in the admin."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site

from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Association, Municipality

from ..models import ImportRun, Service, ServiceKind
from .enums import Absent
from .mapping import LONGEST_SOURCE, ColumnMapping
from .run import Options
from .sheet import MOST_BYTES, Sheet
from .targets import GROUPS

SAMPLES = 3
LONGEST_SAMPLE = 60


class AssociationField(forms.ModelChoiceField):
    """A site, shown by its association's name."""

    def label_from_instance(self, obj: Site) -> str:
        return str(obj.site_name or obj.hostname)


class SiteForm(forms.Form):
    """A form about one association: a user of one only is not asked which."""

    site = AssociationField(label=_("association"), queryset=Site.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["site"]
        field.queryset = sites.filter(pk__in=Association.objects.values("site")).order_by("site_name")
        only = list(field.queryset[:2])
        if len(only) == 1:
            field.initial = only[0].pk
            field.disabled = True
            field.widget = forms.HiddenInput()


class UploadForm(SiteForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 20 MB and 100,000 rows. The first row with names of columns is the header."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, sites=sites_of(user, ImportRun, "add"), **kwargs)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than %s MB.") % (MOST_BYTES // 1024 // 1024), code="too_large")
        return file


class ExportForm(SiteForm):
    """What is exported; internal contacts and drafts only to those who may change services."""

    FORMATS = [("xlsx", _("XLSX (Excel)")), ("csv", _("CSV (other programs)"))]
    CONTENTS = [
        ("public", pgettext_lazy("export", "what is public: published services with public contacts")),
        ("internal", pgettext_lazy("export", "everything, also drafts, internal contacts and internal notes")),
    ]
    content = forms.ChoiceField(label=_("What"), choices=CONTENTS, initial="public", widget=forms.RadioSelect)
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, initial="xlsx", widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, sites=sites_of(user, Service, "view", "change"), **kwargs)
        self.internal_sites = set(sites_of(user, Service, "change").values_list("pk", flat=True))
        if not self.internal_sites:
            content: Any = self.fields["content"]
            content.choices = self.CONTENTS[:1]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        site = cleaned.get("site")
        if site and cleaned.get("content") == "internal" and site.pk not in self.internal_sites:
            self.add_error("content", _("Only who may change the association's services may export everything."))
        return cleaned


class OptionsForm(forms.Form):
    """How an import is done."""

    partial = forms.BooleanField(
        label=_("Import the good rows although some are refused"),
        required=False,
        help_text=_("Otherwise nothing is written as long as a single row is refused."),
    )
    join = forms.BooleanField(
        label=_("Join rows of one body at one address into one place"),
        required=False,
        help_text=_(
            "A school, its nursery and its canteen become one entry with parts. The check shows what would be joined."
        ),
    )
    absent = forms.ChoiceField(
        label=_("Services of this source that are no longer in the file"), choices=Absent.choices, initial=Absent.KEEP
    )

    def option_fields(self) -> list[Any]:
        return [self[name] for name in ("partial", "join", "absent")]

    @property
    def chosen(self) -> Options:
        """After validation."""
        return Options.from_json(self.cleaned_data)


class MappingForm(OptionsForm):
    """What each column of a sheet means, what is the same for all rows, and the options."""

    source = forms.CharField(
        label=_("Name of the source"),
        max_length=LONGEST_SOURCE,
        help_text=_(
            "Small letters without diacritics, digits and hyphens, for example “knihovny”. Give the next file of the "
            "same origin the same name: by it the services are recognised."
        ),
    )
    kind = forms.ModelChoiceField(
        label=_("Kind of all services in the file"),
        queryset=ServiceKind.objects.none(),
        required=False,
        to_field_name="code",
        help_text=_("Only if no column says it, or for rows in which it is empty."),
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality of all services in the file"),
        queryset=Municipality.objects.none(),
        required=False,
        help_text=_("Only if no column says it, or for rows in which it is empty."),
    )
    operator_name = forms.CharField(
        label=_("Operating body of all services in the file"),
        max_length=255,
        required=False,
        help_text=_("Only if no column says it, or for rows in which it is empty."),
    )

    def __init__(
        self, *args: Any, sheet: Sheet, mapping: ColumnMapping, association: Association, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"source": mapping.source, **mapping.fixed, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        kinds: Any = self.fields["kind"]
        kinds.queryset = ServiceKind.objects.current().select_related("parent")
        members: Any = self.fields["municipality"]
        members.queryset = Municipality.objects.members_of(association)
        choices = [("", _("do not import"))]
        choices += [(heading, [(each.key, each.label) for each in targets]) for heading, targets in GROUPS]  # type: ignore[misc]
        for number, column in enumerate(sheet.columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=mapping.columns.get(column, "")
            )

    def rows(self) -> Iterator[tuple[Any, list[str]]]:
        """Each column's field with some of its values."""
        for number, column in enumerate(self.sheet.columns):
            yield self[f"column-{number}"], samples(self.sheet, column)

    def mapping_fields(self) -> list[Any]:
        return [self[name] for name in ("source", "kind", "municipality", "operator_name")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        fixed = {
            "kind": cleaned["kind"].code if cleaned.get("kind") else "",
            "municipality": cleaned["municipality"].pk if cleaned.get("municipality") else "",
            "operator_name": cleaned.get("operator_name", ""),
        }
        columns = {column: cleaned.get(f"column-{number}", "") for number, column in enumerate(self.sheet.columns)}
        self.mapping = ColumnMapping(
            cleaned.get("source", ""),
            {column: key for column, key in columns.items() if key},
            {key: value for key, value in fixed.items() if value},
        )
        if not self.errors:
            self.mapping.check(self.sheet.columns)
        return cleaned


def samples(sheet: Sheet, column: str) -> list[str]:
    """The first different values of a column, cut to a length that can be read."""
    found: list[str] = []
    for _line, values in sheet.rows:
        value = " ".join(values[column].split())
        short = f"{value[:LONGEST_SAMPLE]}…" if len(value) > LONGEST_SAMPLE else value
        if short and short not in found:
            found.append(short)
            if len(found) == SAMPLES:
                break
    return found
