from .activity import Activity, ActivityAttachment
from .api_key import ApiKey
from .codelists import (
    ActivityArea,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    Handler,
    RequestCategory,
)
from .correspondence import AnswerTemplate, RequestMessage
from .draft import DraftFile, RequestDraft
from .handover import HandOver
from .history import ActivityChange
from .legal import LegalHours
from .mayor import MayorNotice
from .numbering import NumberSeries
from .page import ContactPage
from .privacy import DataAccess, RequestPolicy
from .project import Project
from .quality import QualityCheck, QualitySample
from .request import CitizenRequest, RequestAttachment
from .targets import Explanation, PeriodEvaluation

__all__ = [
    "Activity",
    "ActivityArea",
    "ActivityAttachment",
    "ActivityChange",
    "ActivityOutput",
    "ActivitySubarea",
    "ActivityTrigger",
    "AnswerTemplate",
    "ApiKey",
    "CitizenRequest",
    "ContactPage",
    "DataAccess",
    "DraftFile",
    "Explanation",
    "HandOver",
    "Handler",
    "LegalHours",
    "MayorNotice",
    "NumberSeries",
    "PeriodEvaluation",
    "Project",
    "QualityCheck",
    "QualitySample",
    "RequestAttachment",
    "RequestCategory",
    "RequestDraft",
    "RequestMessage",
    "RequestPolicy",
]
