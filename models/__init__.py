"""What we remember. Knows SQLAlchemy and nothing of ours."""

from models.api_key import ApiAnswer, ApiKey, ApiUse
from models.application import Application, ApplicationEvent, ApplicationStatus
from models.audit import AuditEntry, Deed
from models.base import Base, Database, rings
from models.bell import Ear
from models.call import Call, CallTurn, CameTo, Recording
from models.call_back import OWED, CallBack, CallBackState, CallReason, CallTry, TryState
from models.case import (
    CLOSED,
    MOVES,
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    MoveNotAllowed,
    TimelineChanged,
    place_in_line,
)
from models.case_document import CaseDocument
from models.case_watch import CaseWatch
from models.case_words import CaseWords
from models.contact import Contact, Reach
from models.content_edition import ContentEdition
from models.job import Job, JobState
from models.message import FINAL, Delivery, Direction, Message, Purpose, Receipt
from models.news import News, NewsKind
from models.officer import Officer, OfficerSession, SignInTries
from models.privacy import Consent, ConsentPurpose, ConsentWording, PrivacyRequest, Purged, RequestKind
from models.queue_ticket import TICKET_MOVES, QueueDay, QueueTicket, TicketMoveNotAllowed, TicketState
from models.special_day import SpecialDay
from models.story import StoryCorrection
from models.survey import SurveyMark
from models.text_conversation import TextConversation
from models.text_part import CarrierHold, TextPart
from models.text_route import HandOver, RouteTry, TextRoute
from models.upload import ApplicationUpload
from models.vault import Vault, VaultError, new_key, open_under, seal_under
from models.waiting import IN_LINE, WaitingCaller, WaitingState
from models.webhook import WebhookDelivery, WebhookState, WebhookSubscription
from models.wish import ContactWish, Wish

# fmt: off
__all__ = [
    "CLOSED", "FINAL", "IN_LINE", "MOVES", "OWED", "TICKET_MOVES", "ApiAnswer", "ApiKey", "ApiUse",
    "Application", "ApplicationEvent", "ApplicationStatus", "ApplicationUpload", "AuditEntry", "Base", "Call",
    "CallBack", "CallBackState", "CallReason", "CallTry", "CallTurn", "CameTo", "CarrierHold", "Case",
    "CaseDocument", "CaseEvent", "CaseEventKind", "CaseStatus", "CaseWatch", "CaseWords", "Consent",
    "ConsentPurpose", "ConsentWording", "Contact", "ContactWish", "ContentEdition", "Database", "Deed",
    "Delivery", "Direction", "Ear", "HandOver", "Job", "JobState", "Message", "MoveNotAllowed", "News",
    "NewsKind", "Officer", "OfficerSession", "PrivacyRequest", "Purged", "Purpose", "QueueDay", "QueueTicket",
    "Reach", "Receipt", "Recording", "RequestKind", "RouteTry", "SignInTries", "SpecialDay", "StoryCorrection",
    "SurveyMark", "TextConversation", "TextPart", "TextRoute", "TicketMoveNotAllowed", "TicketState",
    "TimelineChanged", "TryState", "Vault", "VaultError", "WaitingCaller", "WaitingState", "WebhookDelivery",
    "WebhookState", "WebhookSubscription", "Wish", "new_key", "open_under", "place_in_line", "rings",
    "seal_under",
]
# fmt: on
