from .activity import Activity, ActivityAttachment
from .codelists import (
    ActivityArea,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    Handler,
    RequestCategory,
)
from .numbering import NumberSeries
from .page import ContactPage
from .request import CitizenRequest, RequestAttachment

__all__ = [
    "Activity",
    "ActivityArea",
    "ActivityAttachment",
    "ActivityOutput",
    "ActivitySubarea",
    "ActivityTrigger",
    "CitizenRequest",
    "ContactPage",
    "Handler",
    "NumberSeries",
    "RequestAttachment",
    "RequestCategory",
]
