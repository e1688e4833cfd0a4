"""Which settings each platform needs: all of a way to reach it, or none."""

from dataclasses import dataclass

from kb.errors import InputError, NotFoundError
from kb.settings import Settings


@dataclass(frozen=True)
class Needs:
    """The settings of one way to reach a platform; whoever sets one of ``own`` wants this way and no other."""

    what: str
    own: tuple[str, ...]
    shared: tuple[str, ...] = ()

    def missing(self, settings: Settings) -> list[str]:
        """The variables that are not set."""
        return [f"ZEREN_{name.upper()}" for name in (*self.shared, *self.own) if not getattr(settings, name)]

    def is_wanted(self, settings: Settings) -> bool:
        """Whether any of its own is set."""
        return any(getattr(settings, name) for name in self.own)


DINGTALK = Needs("钉钉", ("dingtalk_app_key", "dingtalk_app_secret"))
FEISHU = Needs("飞书", ("feishu_app_id", "feishu_app_secret"))
FEISHU_EVENTS = Needs("飞书的事件回调", ("feishu_encrypt_key", "feishu_verification_token"), FEISHU.own)
WECOM_APP = Needs(
    "企业微信应用的回调", ("wecom_corp_id", "wecom_agent_id", "wecom_secret", "wecom_token", "wecom_aes_key")
)
WECOM_BOT = Needs("企业微信智能机器人的回调", ("wecom_bot_token", "wecom_bot_aes_key"))
WECOM_LINK = Needs("企业微信智能机器人的长连接", ("wecom_bot_id", "wecom_bot_secret"))
_ALL = (DINGTALK, FEISHU, FEISHU_EVENTS, WECOM_APP, WECOM_BOT, WECOM_LINK)


def check_set(settings: Settings, needs: Needs) -> None:
    """:raises NotFoundError: something is not set, so that there is nothing here."""
    if missing := needs.missing(settings):
        raise NotFoundError(f"没有设置{needs.what}：缺少 {'、'.join(missing)}。")


def check_whole(settings: Settings) -> None:
    """:raises InputError: one is set in part, which would otherwise be found out when the first message comes."""
    for needs in _ALL:
        missing = needs.missing(settings)
        if missing and needs.is_wanted(settings):
            raise InputError(f"{needs.what}只设置了一部分：还要设置 {'、'.join(missing)}；不用它就都不要设。")
