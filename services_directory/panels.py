"""The editor's form of a service, in tabs of at most a dozen fields."""

from typing import Any

from django.forms import CheckboxSelectMultiple, Select
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from portal.tenancy.panels import SitePanel

from .enums import ACCESS_FACTS
from .hours.panels import HoursPanel
from .widgets import PhotoChooser


class Tab(ObjectList):
    """A tab with an address of its own (``#tab-contacts``) that is the same in every language."""

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "key": self.key}

    @cached_property
    def clean_name(self) -> str:
        return self.key


CONTACT_PANELS = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("value")]),
    FieldRowPanel([FieldPanel("label"), FieldPanel("is_internal")]),
]
PART_PANELS = [FieldRowPanel([FieldPanel("kind"), FieldPanel("name")]), FieldPanel("note")]

SERVICE = Tab(
    [
        SitePanel(),
        FieldPanel("name", required_on_save=True),
        FieldPanel("kind", help_text=_("The closest one; further kinds under one roof belong to the tab Parts.")),
        FieldRowPanel(
            [FieldPanel("operator_name"), FieldPanel("operator_ico", help_text=_("Eight digits, with leading zeros."))]
        ),
        FieldPanel("subject"),
        FieldPanel("description", help_text=_("What else helps: what to bring, when it is busy, for whom it is.")),
        FieldPanel(
            "photo",
            widget=PhotoChooser,
            help_text=_("The building or the entrance, so that people recognise it. No people without their consent."),
        ),
        FieldPanel("internal_note"),
        PublishingPanel(),
    ],
    heading=_("Service"),
    key="service",
)
CONTACTS = Tab(
    [
        InlinePanel(
            "contacts",
            panels=CONTACT_PANELS,
            heading=_("Contacts"),
            label=_("Contact"),
            help_text=_("At least one public phone, e-mail or website; what is marked as internal is never public."),
        )
    ],
    heading=_("Contacts"),
    key="contacts",
)
PLACE = Tab(
    [
        FieldPanel("municipality", help_text=_("Where it is; whom it serves is on its own tab.")),
        FieldRowPanel([FieldPanel("part"), FieldPanel("psc")]),
        FieldPanel("street", help_text=_("Empty where streets have no names.")),
        FieldRowPanel([FieldPanel("number_kind"), FieldPanel("house_number"), FieldPanel("orientation_number")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
            heading=_("Position on the map"),
            help_text=_("In degrees, for example 50.3662 and 15.6319, as maps on the web show them."),
        ),
    ],
    heading=_("Place"),
    key="place",
)
SERVED = Tab(
    [FieldPanel("scope"), FieldPanel("served", widget=CheckboxSelectMultiple)],
    heading=_("Whom it serves"),
    key="served",
)
HOURS = Tab(
    [HoursPanel("opening_hours"), FieldPanel("hours_note")],
    heading=_("Opening hours"),
    key="hours",
)
ACCESS = Tab(
    [
        HelpPanel(_("Leave “not known” until somebody has seen it: what nobody found out is never shown as a yes.")),
        *(FieldPanel(fact, widget=Select) for fact in ACCESS_FACTS),
        FieldPanel("barrier_free_note"),
    ],
    heading=_("Accessibility"),
    key="access",
)
PARTS = Tab(
    [
        InlinePanel(
            "parts",
            panels=PART_PANELS,
            heading=_("Parts of the place"),
            label=_("Part"),
            help_text=_(
                "A place that is several things at once, for example a school with a canteen and an after-school club: "
                "it stays one entry and is found under each of its parts."
            ),
        )
    ],
    heading=_("Parts"),
    key="parts",
)
END = Tab(
    [
        HelpPanel(
            _(
                "The page of a closed service stays at its address and says that it is closed and where people go "
                "instead; lists and the search no longer show it. With a day in the future nothing changes until then. "
                "Empty the day and publish to open the service again."
            )
        ),
        FieldPanel("closed_on"),
        FieldPanel("successor"),
    ],
    heading=_("Closing"),
    key="closing",
)

SERVICE_PANELS = TabbedInterface([SERVICE, CONTACTS, PLACE, SERVED, HOURS, ACCESS, PARTS, END])
