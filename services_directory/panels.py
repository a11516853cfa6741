"""The editor's form of a service, in tabs of at most a dozen fields."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from portal.tenancy.panels import SitePanel

CONTACT_PANELS = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("value")]),
    FieldRowPanel([FieldPanel("label"), FieldPanel("is_internal")]),
]

SERVICE_PANELS = TabbedInterface(
    [
        ObjectList(
            [
                SitePanel(),
                FieldPanel("name", required_on_save=True),
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("operator_name"), FieldPanel("operator_ico")]),
                FieldPanel("subject"),
                FieldPanel("description"),
                PublishingPanel(),
            ],
            heading=_("Service"),
        ),
        ObjectList(
            [
                InlinePanel(
                    "contacts",
                    panels=CONTACT_PANELS,
                    heading=_("Contacts"),
                    label=_("Contact"),
                    help_text=_(
                        "At least one public phone, e-mail or website; what is marked as internal is never public."
                    ),
                )
            ],
            heading=_("Contacts"),
        ),
        ObjectList(
            [
                FieldPanel("municipality"),
                FieldPanel("part"),
                FieldRowPanel([FieldPanel("street"), FieldPanel("psc")]),
                FieldRowPanel(
                    [FieldPanel("number_kind"), FieldPanel("house_number"), FieldPanel("orientation_number")]
                ),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                MultiFieldPanel([FieldPanel("barrier_free"), FieldPanel("barrier_free_note")], heading=_("Access")),
            ],
            heading=_("Place"),
        ),
        ObjectList(
            [FieldPanel("scope"), FieldPanel("served", widget=CheckboxSelectMultiple)],
            heading=_("Whom it serves"),
        ),
        ObjectList(
            [FieldPanel("opening_hours"), FieldPanel("hours_note")],
            heading=_("Opening hours"),
        ),
    ]
)
