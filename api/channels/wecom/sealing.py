"""How WeCom signs and encrypts, both ways: of apps with the id of the corporation, of robots with none."""

import base64
import binascii
import hashlib
import re
import secrets
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from api.channels.im.reading import check_equal, check_fresh
from kb.errors import AccessError, InputError

_RANDOM, _LENGTH, _BLOCK_BITS = 16, struct.Struct(">I"), 32 * 8
_WINDOW_S = 3_600
_ENCRYPTED = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)(?:\]\]>)?\s*</Encrypt>")


@dataclass(frozen=True)
class Sealed:
    """What goes out; the nonce is that of the request."""

    encrypted: str
    signature: str
    timestamp: int
    nonce: str


class Seal:
    """The keys of one app or robot."""

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        """:param aes_key: the 43 characters of EncodingAESKey."""
        key = base64.b64decode(f"{aes_key}=")
        self._cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
        self._token, self._receiver = token, receiver.encode()

    def open(self, encrypted: str, query: Mapping[str, str]) -> str:
        """The text that is encrypted, once it is known who sent it.

        :param query: that of the request, with msg_signature, timestamp and nonce.
        :raises AccessError: the signature, the time or the key is not right.
        """
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        check_equal(query.get("msg_signature", ""), self._signature(timestamp, nonce, encrypted), "签名")
        check_fresh(timestamp, _WINDOW_S)
        try:
            return self._decrypted(base64.b64decode(encrypted, validate=True))
        except (binascii.Error, ValueError, struct.error) as error:
            raise AccessError("解不开企业微信的消息；请核对 EncodingAESKey 和企业 ID。") from error

    def seal(self, text: str, nonce: str) -> Sealed:
        """``text``, encrypted and signed."""
        data, timestamp = text.encode(), int(time.time())
        padder, encryptor = PKCS7(_BLOCK_BITS).padder(), self._cipher.encryptor()
        plain = secrets.token_bytes(_RANDOM) + _LENGTH.pack(len(data)) + data + self._receiver
        padded = padder.update(plain) + padder.finalize()
        encrypted = base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
        return Sealed(encrypted, self._signature(str(timestamp), nonce, encrypted), timestamp, nonce)

    def _signature(self, *signed: str) -> str:
        # The platform's choice; nothing else rests on SHA-1 here.
        joined = "".join(sorted((self._token, *signed)))
        return hashlib.sha1(joined.encode("utf-8", "replace")).hexdigest()

    def _decrypted(self, data: bytes) -> str:
        """:raises ValueError: of bytes that are no message to this receiver."""
        decryptor, unpadder = self._cipher.decryptor(), PKCS7(_BLOCK_BITS).unpadder()
        padded = decryptor.update(data) + decryptor.finalize()
        plain = unpadder.update(padded) + unpadder.finalize()
        begin = _RANDOM + _LENGTH.size
        end = begin + _LENGTH.unpack_from(plain, _RANDOM)[0]
        if plain[end:] != self._receiver:
            raise ValueError("to somebody else")
        return plain[begin:end].decode()


def encrypted_in(body: bytes) -> str:
    """What is encrypted in the XML that an app is sent: found as text, for no parser is to see what nobody has signed.

    :raises InputError: there is none.
    """
    if (found := _ENCRYPTED.search(body)) is None:
        raise InputError("消息里缺少 Encrypt。")
    return found[1].decode()
