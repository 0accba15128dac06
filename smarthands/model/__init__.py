"""The mapped tables, one file per noun. Importing this package registers every table on `Base`."""

from smarthands.model.base import Base
from smarthands.model.delivery import Delivery, Heartbeat
from smarthands.model.event import Event, Stream
from smarthands.model.evidence import EvidenceItem, Rendition
from smarthands.model.job import Job, JobAsset, JobTechnician, NumberSeries
from smarthands.model.mark import Mark
from smarthands.model.organization import Organization
from smarthands.model.person import Link, Login, Person, RecoveryCode, SecondFactor
from smarthands.model.phone_key import PhoneKeyRoot
from smarthands.model.place import Asset, Site
from smarthands.model.recording import Consent, FilePart, Gap, RecordedFile, Recording
from smarthands.model.session import Join, LiveSession, Message, Participant, Still
from smarthands.model.share import Share
from smarthands.model.statement import Statement

__all__ = [
    "Asset",
    "Base",
    "Consent",
    "Delivery",
    "Event",
    "EvidenceItem",
    "FilePart",
    "Gap",
    "Heartbeat",
    "Job",
    "JobAsset",
    "JobTechnician",
    "Join",
    "Link",
    "LiveSession",
    "Login",
    "Mark",
    "Message",
    "NumberSeries",
    "Organization",
    "Participant",
    "Person",
    "PhoneKeyRoot",
    "RecordedFile",
    "Recording",
    "RecoveryCode",
    "Rendition",
    "SecondFactor",
    "Share",
    "Site",
    "Statement",
    "Still",
    "Stream",
]
