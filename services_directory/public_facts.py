"""Which rows of the directory stand on public pages (`portal.tenancy.watched`)."""

from portal.tenancy.kept_pages.typed import name_fields
from portal.tenancy.watched import everywhere, not_shown, of, watch

from . import models as m

VERIFYING = "how entries are verified is the centre's own work; what comes of it is written to the service"


def register() -> None:
    """Name every model of the app; called once, when the app is ready."""
    from .mistakes.public_form import MistakeForm

    name_fields(MistakeForm)
    watch(m.Service, m.FormerAddress, m.RemovedService, m.SearchSynonym, m.SearchEntry, m.WordKey, m.PlaceKey)
    watch(m.ServiceContact, m.ServicePart, sites=of("service"))
    watch(m.ServiceKind, sites=everywhere)
    not_shown(
        m.EntryCheck,
        m.LinkCheck,
        m.ProposedChange,
        m.Proposal,
        m.ProviderAsk,
        m.ReminderStage,
        m.SentReminder,
        m.Verification,
        m.VerificationPlan,
        m.VerificationPolicy,
        because=VERIFYING,
    )
    not_shown(m.ImportRun, because="the note of an import; the services it wrote are watched")
    not_shown(m.MistakeReport, because="who reported a mistake sees it at a secret address that is never kept")
    not_shown(m.Presence, because="from when until when a service was public: counted in the administration only")
    not_shown(m.UnansweredQuery, because="what was looked for in vain is read in the administration")
