"""What the checks of requests look into, once for the application."""

from dataclasses import dataclass

from fastapi import Request

from kb.access.audit import Actor, Audit, audit_of
from kb.access.keys import KeyStore
from kb.access.sessions import SessionStore
from kb.access.usage import Usage
from kb.settings import Settings


@dataclass(frozen=True)
class Access:
    """The keys, sessions, counts and record of one application."""

    settings: Settings
    keys: KeyStore
    sessions: SessionStore
    usage: Usage
    audit: Audit

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """What the data directory of ``settings`` holds."""
        keys = KeyStore(settings.data_dir)
        audit = audit_of(settings.data_dir, Actor("", "", ""))
        return cls(settings, keys, SessionStore(settings.data_dir, keys), Usage(settings), audit)


def access_of(request: Request) -> Access:
    """Of the application that the request came to."""
    found: Access = request.app.state.access
    return found


def address_of(request: Request) -> str:
    """Where the request came from; "" where that is not known."""
    return request.client.host if request.client else ""
