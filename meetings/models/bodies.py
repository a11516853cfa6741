"""The association's bodies that meet, and its own rules for inviting."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.core.languages import said_in
from portal.core.models import CodeListEntry
from portal.tenancy.models import SiteOwned
from portal.tenancy.panels import SitePanel

from ..enums import DayCounting, MeetingKind


class MeetingBody(SiteOwned):
    """A body of the association as its statutes call it: the assembly of mayors, the board (M10)."""

    name = models.CharField(_("name"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    slug = models.SlugField(_("short name in addresses"), max_length=60)
    kind = models.CharField(_("kind of its meetings"), max_length=20, choices=MeetingKind, default=MeetingKind.MAYORS)
    invitation_days = models.PositiveSmallIntegerField(
        _("days for the invitation"),
        null=True,
        blank=True,
        help_text=_("How many days ahead the statutes ask for it. If the programme asks for more, that holds."),
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("meets"), default=True)

    panels = [
        SitePanel(),
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("invitation_days"), FieldPanel("order")]),
        FieldPanel("is_active"),
    ]

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["order", "name"]
        indexes = [models.Index(fields=["site", "order", "name"], name="meeting_body_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slug"],
                name="meeting_body_slug_once",
                violation_error_message=_("There is a body of this short name already."),
            ),
            models.UniqueConstraint(
                fields=["site", "name"],
                name="meeting_body_name_once",
                violation_error_message=_("There is a body of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language, Czech where it isn't translated."""
        return said_in({"en": self.name_en}, self.name)


class MeetingRules(SiteOwned):
    """How an association counts the days of an invitation, and who signs it (M2, M11). One row of each."""

    counting = models.CharField(
        _("how days are counted"), max_length=10, choices=DayCounting, default=DayCounting.CALENDAR
    )
    on_working_day = models.BooleanField(
        _("the last day is a working day"),
        default=False,
        help_text=_("If it falls on a weekend or a public holiday, the last day is the working day before."),
    )
    signed_name = models.CharField(_("who invites"), max_length=150, blank=True, help_text=_("Signs the invitation."))
    signed_position = models.CharField(_("position"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("rules of meetings")
        verbose_name_plural = _("rules of meetings")
        default_permissions = ("change", "view")
        constraints = [models.UniqueConstraint(fields=["site"], name="meeting_rules_once")]

    def __str__(self) -> str:
        return self.get_counting_display()


class RequiredPoint(CodeListEntry):
    """A point the programme asks for in a mayors' meeting (MTG-5); the Union words them."""

    is_opening = models.BooleanField(
        _("of the opening meeting"), default=False, help_text=_("Only in the window of the opening meeting.")
    )
    first_month = models.PositiveSmallIntegerField(
        _("from month"), null=True, blank=True, help_text=_("1 to 12; empty: in every month.")
    )
    last_month = models.PositiveSmallIntegerField(_("to month"), null=True, blank=True)
    words = models.CharField(
        _("words that say it"),
        max_length=250,
        blank=True,
        help_text=_("Beginnings of words, with commas: a point of the programme with any of them counts as this one."),
    )

    class Meta(CodeListEntry.Meta):
        verbose_name = _("required point of the programme")
        verbose_name_plural = _("required points of the programme")
