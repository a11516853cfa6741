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
from .mayor import MayorNotice
from .numbering import NumberSeries
from .page import ContactPage
from .privacy import DataAccess, RequestPolicy
from .request import CitizenRequest, RequestAttachment

__all__ = [
    "Activity",
    "ActivityArea",
    "ActivityAttachment",
    "ActivityOutput",
    "ActivitySubarea",
    "ActivityTrigger",
    "AnswerTemplate",
    "ApiKey",
    "CitizenRequest",
    "ContactPage",
    "DataAccess",
    "DraftFile",
    "HandOver",
    "Handler",
    "MayorNotice",
    "NumberSeries",
    "RequestAttachment",
    "RequestCategory",
    "RequestDraft",
    "RequestMessage",
    "RequestPolicy",
]
