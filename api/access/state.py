"""What the checks of requests look into, once for the application."""

from dataclasses import dataclass

from fastapi import Request

from kb.access.audit import Actor, Audit, audit_of
from kb.access.keys import KeyStore
from kb.access.usage import Usage
from kb.settings import Settings


@dataclass(frozen=True)
class Access:
    """The keys, the counts and the record of one application."""

    settings: Settings
    keys: KeyStore
    usage: Usage
    audit: Audit

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """What the data directory of ``settings`` holds."""
        nobody = Actor("", "", "")
        return cls(settings, KeyStore(settings.data_dir), Usage(settings), audit_of(settings.data_dir, nobody))


def access_of(request: Request) -> Access:
    """Of the application that the request came to."""
    found: Access = request.app.state.access
    return found


def address_of(request: Request) -> str:
    """Where the request came from; "" where that is not known."""
    return request.client.host if request.client else ""
