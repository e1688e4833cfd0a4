"""How Feishu signs and encrypts what it sends."""

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from kb.errors import AccessError

_BLOCK = 16


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """Of a request with this raw body."""
    return hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode("utf-8", "replace") + body).hexdigest()


def opened(encrypt_key: str, sealed: str) -> str:
    """The text that is encrypted: AES-256-CBC, the first block is the vector.

    :raises AccessError: it was not encrypted with this key.
    """
    try:
        data = base64.b64decode(sealed, validate=True)
        decryptor = Cipher(
            algorithms.AES256(hashlib.sha256(encrypt_key.encode()).digest()), modes.CBC(data[:_BLOCK])
        ).decryptor()
        padded = decryptor.update(data[_BLOCK:]) + decryptor.finalize()
        unpadder = PKCS7(_BLOCK * 8).unpadder()
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except (binascii.Error, ValueError) as error:
        raise AccessError("解不开飞书的消息；请核对 ZEREN_FEISHU_ENCRYPT_KEY。") from error
