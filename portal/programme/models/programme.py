"""A programme: the frame of periods, deadlines and thresholds."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.core.languages import said_in
from portal.core.widgets import TranslationsWidget

CODE = RegexValidator(r"^[a-z0-9_]+$", _("Small letters, digits and underscores only."))


class TranslatedName(models.Model):
    """A Czech name with translations: {"en": "…"}."""

    name = models.CharField(_("name"), max_length=255)
    translations = models.JSONField(_("name in other languages"), default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """The name in the active language, Czech where it isn't translated."""
        return said_in(self.translations, self.name)


NAME_PANELS = [FieldPanel("name"), FieldPanel("translations", widget=TranslationsWidget)]


class Programme(TranslatedName):
    """A programme of the Union, such as Centres of Intercommunal Services 2016–2019 (domain §0)."""

    code = models.CharField(
        _("code"),
        max_length=64,
        unique=True,
        validators=[CODE],
        help_text=_("A stable name for data files, for example css_2027."),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), help_text=_("The last day of the programme."))
    note = models.TextField(_("note"), blank=True, help_text=_("Where the rules come from; for the Union's own use."))

    panels = [
        *NAME_PANELS,
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_begins",
                violation_error_message=_("A programme ends after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.label
