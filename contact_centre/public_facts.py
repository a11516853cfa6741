"""Which rows of the contact centre stand on public pages (`portal.tenancy.watched`)."""

from portal.tenancy.kept_pages.typed import name_fields
from portal.tenancy.watched import everywhere, not_shown, watch

from . import models as m

PERSONAL = "requests are people's own; their pages have secret addresses and are never kept"
REGISTER = "the register of activities and what the Union makes of it is read in the administration"


def register() -> None:
    """Name every model of the app; called once, when the app is ready."""
    from .form.public_form import ContactForm

    name_fields(ContactForm)
    watch(m.AnswerTemplate)
    watch(m.RequestCategory, sites=everywhere)
    not_shown(
        m.ApiKey,
        m.CitizenRequest,
        m.DataAccess,
        m.DraftFile,
        m.HandOver,
        m.MayorNotice,
        m.RequestAttachment,
        m.RequestDraft,
        m.RequestMessage,
        m.RequestPolicy,
        because=PERSONAL,
    )
    not_shown(
        m.Activity,
        m.ActivityArea,
        m.ActivityAttachment,
        m.ActivityChange,
        m.ActivityOutput,
        m.ActivitySubarea,
        m.ActivityTrigger,
        m.Explanation,
        m.Handler,
        m.LegalHours,
        m.NumberSeries,
        m.PeriodEvaluation,
        m.Project,
        m.QualityCheck,
        m.QualitySample,
        because=REGISTER,
    )
