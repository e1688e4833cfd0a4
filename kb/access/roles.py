"""Roles, each of which may do what the ones below it may, and who asks."""

from dataclasses import dataclass
from enum import IntEnum

from kb.errors import InputError


class Role(IntEnum):
    """What a key allows, least first."""

    READ = 1
    EDIT = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """The role as it is written in files and on the command line."""
        return self.name.lower()


ROLE_NAMES = {Role.READ: "查看", Role.EDIT: "编辑", Role.ADMIN: "管理"}


def role_of(word: str) -> Role:
    """:raises InputError: no role is called so."""
    try:
        return Role[word.upper()]
    except KeyError:
        raise InputError(f"没有名为 {word} 的角色；可用：{'、'.join(role.word for role in Role)}。") from None


@dataclass(frozen=True)
class Principal:
    """Who asks: the name of a key and its role; without a key the name is "" and there is no role."""

    name: str
    role: Role | None


ANONYMOUS = Principal("", None)
