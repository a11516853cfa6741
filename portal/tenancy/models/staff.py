"""The centre's people and the agendas in which citizens may turn to them (CIT-1, CIT-3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from portal.core.languages import said_in

from ..panels import SitePanel
from .owned import SiteOwned


class Agenda(SiteOwned):
    """A line of work in which citizens may turn to the centre; the mayors agree on them (CIT-1)."""

    title = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("What we help with, in plain words."))
    order = models.PositiveIntegerField(_("order"), default=0)

    panels = [
        SitePanel(),
        FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
        FieldPanel("description"),
        FieldPanel("order"),
    ]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")
        ordering = ["order", "title"]
        indexes = [models.Index(fields=["site", "order", "title"], name="agenda_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "title"],
                name="agenda_title_once",
                violation_error_message=_("There is an agenda of this title already."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The title in the active language, Czech where it isn't translated."""
        return said_in({"en": self.title_en}, self.title)


class StaffMember(SiteOwned):
    """One of the centre's two or three people, with what they handle and how to reach them (CIT-3)."""

    name = models.CharField(_("full name"), max_length=150)
    position = models.CharField(_("position"), max_length=150)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    photo = models.ForeignKey(
        "core.PortalImage",
        verbose_name=_("photo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    office_hours = models.TextField(_("office hours"), max_length=400, blank=True)
    agendas = models.ManyToManyField(Agenda, verbose_name=_("agendas"), related_name="staff", blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="staff_member",
        help_text=_("Cases given to this person wait for whoever signs in with it, or for their deputy."),
    )

    panels = [
        SitePanel(),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("position")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("office_hours"),
            ],
            heading=_("Contact"),
        ),
        FieldPanel("agendas"),
        FieldPanel("user"),
        FieldPanel("photo"),
        FieldPanel("order"),
    ]

    class Meta:
        verbose_name = _("person of the centre")
        verbose_name_plural = _("people of the centre")
        ordering = ["order", "name"]
        indexes = [models.Index(fields=["site", "order", "name"], name="staff_listing")]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}"
