"""The kinds of public service: a two-level code list the Union keeps."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from portal.core.languages import said_in
from portal.core.models import CodeListEntry
from portal.core.widgets import TranslationsWidget


class ServiceKind(CodeListEntry):
    """A kind of service (mateřská škola) or, without a parent, a whole field of them (školy)."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("field"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        limit_choices_to={"parent__isnull": True},
        help_text=_("Leave empty for a whole field of services."),
    )
    name_plural = models.CharField(_("name in the plural"), max_length=255)
    plural_translations = models.JSONField(_("translations of the plural"), default=dict, blank=True)
    icon = models.SlugField(_("icon"), max_length=40, blank=True, help_text=_("Of a whole field; its kinds share it."))
    synonyms = models.TextField(
        _("other words for it"),
        blank=True,
        help_text=_("What people type when they look for it, each word or phrase on a line of its own."),
    )
    # The words the product came with last: newer ones are added, those the Union struck out don't come back.
    shipped_synonyms = models.TextField(blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("parent")]),
        MultiFieldPanel([FieldPanel("name"), FieldPanel("translations", widget=TranslationsWidget)], heading=_("Name")),
        MultiFieldPanel(
            [FieldPanel("name_plural"), FieldPanel("plural_translations", widget=TranslationsWidget)],
            heading=_("Name in the plural"),
        ),
        FieldPanel("synonyms"),
        FieldRowPanel([FieldPanel("icon"), FieldPanel("order"), FieldPanel("retired_on")]),
    ]

    class Meta(CodeListEntry.Meta):
        verbose_name = _("kind of service")
        verbose_name_plural = _("kinds of service")
        indexes = [models.Index(fields=["parent", "order"], name="service_kind_tree")]

    def clean(self) -> None:
        super().clean()
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A kind can't be its own field.")})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": _("This is a field with kinds of its own; it can't become a kind.")})

    @property
    def label_plural(self) -> str:
        """The name in the plural in the active language, Czech where it isn't translated."""
        return said_in(self.plural_translations, self.name_plural)

    @property
    def field(self) -> "ServiceKind":
        """The whole field this kind belongs to; a field itself."""
        return self.parent or self

    @property
    def icon_name(self) -> str:
        """The icon of the sprite that stands beside services of this kind."""
        return self.icon or self.field.icon or "other"
