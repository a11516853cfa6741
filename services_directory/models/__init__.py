from .addresses import FormerAddress, RemovedService
from .asking import Proposal, ProposedChange, ProviderAsk, ReminderStage, SentReminder
from .import_run import ImportRun
from .kind import ServiceKind
from .mistake import MistakeReport
from .page import DirectoryPage
from .parts import ServiceContact, ServicePart
from .search import PlaceKey, SearchEntry, WordKey
from .service import Service
from .verification import EntryCheck, Presence, Verification, VerificationPlan, VerificationPolicy
from .web_link import LinkCheck
from .wording import SearchSynonym, UnansweredQuery

__all__ = [
    "DirectoryPage",
    "EntryCheck",
    "FormerAddress",
    "ImportRun",
    "LinkCheck",
    "MistakeReport",
    "PlaceKey",
    "Presence",
    "Proposal",
    "ProposedChange",
    "ProviderAsk",
    "ReminderStage",
    "RemovedService",
    "SearchEntry",
    "SearchSynonym",
    "SentReminder",
    "Service",
    "ServiceContact",
    "ServiceKind",
    "ServicePart",
    "UnansweredQuery",
    "Verification",
    "VerificationPlan",
    "VerificationPolicy",
    "WordKey",
]
