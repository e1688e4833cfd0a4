"""Who may do what, as pure functions of the settings."""

import re
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from kb.access.roles import Principal, Role
from kb.errors import InputError
from kb.settings import Settings

_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_EVERYWHERE = ("", "0.0.0.0", "::")


def is_loopback(host: str) -> bool:
    """Whether what listens on ``host`` is reached from this machine only.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "", "10.0.0.8")]
    [True, True, True, False, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def reading_is_open(settings: Settings) -> bool:
    """Whether reading needs no key: as set, else whether only this machine can reach the service."""
    if settings.open_reading == "auto":
        return is_loopback(settings.host)
    return settings.open_reading == "true"


def allowed(principal: Principal | None, role: Role, settings: Settings) -> bool:
    """Whether ``principal`` may do what needs ``role``; changes always need a key."""
    if principal and principal.role and principal.role >= role:
        return True
    return role is Role.READ and reading_is_open(settings)


def listed(text: str) -> tuple[str, ...]:
    """The items of a setting that holds several.

    >>> listed("a.example, b.example,")
    ('a.example', 'b.example')
    """
    return tuple(item for piece in text.split(",") if (item := piece.strip()))


def trusted_hosts(settings: Settings) -> tuple[str, ...]:
    """What the Host of a request may be: this machine, where the service listens, its public name, and what is set."""
    bound = () if settings.host in _EVERYWHERE else (f"[{settings.host}]" if ":" in settings.host else settings.host,)
    public = urlsplit(settings.public_url).netloc.rpartition("@")[2]
    name = re.sub(r":\d*$", "", public)
    return tuple(dict.fromkeys((*_THIS_MACHINE, *bound, *((name,) if name else ()), *listed(settings.trusted_hosts))))


def check_start(settings: Settings, any_key: bool) -> None:
    """:raises InputError: others could reach the service, and nobody could use it."""
    if not (any_key or reading_is_open(settings)):
        raise InputError(
            f"监听 {settings.host} 时查看也要密钥，而现在一把也没有；请先运行 zeren keys add 名称 --role admin，"
            "或设 ZEREN_OPEN_READING=true 让所有人不用密钥查看。"
        )


def client_of(address: str) -> str:
    """Whom requests from ``address`` are counted for: of IPv6 the /64, which is one customer's.

    >>> [client_of(address) for address in ("192.0.2.7", "2001:db8::1:2:3:4", "")]
    ['192.0.2.7', '2001:db8::/64', '']
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address
