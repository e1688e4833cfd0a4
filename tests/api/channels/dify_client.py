"""Dify's own client of OpenAI-compatible models, run as a program: it patches the interpreter when it is imported.

validate ADDRESS MODEL        what Dify does when a model is saved: "valid", or why it is refused
ask ADDRESS '["question"…]'   the streamed answers as [[question, answer]…]
"""

import json
import sys
from typing import Any

from dify_plugin.entities.model.llm import LLMUsage
from dify_plugin.entities.model.message import UserPromptMessage
from dify_plugin.errors.model import CredentialsValidateFailedError
from dify_plugin.interfaces.model.openai_compatible.llm import OAICompatLargeLanguageModel


class Model(OAICompatLargeLanguageModel):  # type: ignore[misc]
    """The client without what it asks of the program around it: counts of tokens, and prices."""

    def __init__(self) -> None:
        self.started_at = 0.0

    def _num_tokens_from_string(self, *_: object, **__: object) -> int:
        return 0

    def _calc_response_usage(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - theirs
        return LLMUsage.empty_usage()


def _credentials(address: str) -> dict[str, str]:
    return {"endpoint_url": f"{address.rstrip('/')}/v1", "api_key": "any", "mode": "chat"}


def _answer(address: str, question: str) -> str:
    asked = [UserPromptMessage(content=question)]
    chunks = Model()._generate("zeren", _credentials(address), asked, {}, stream=True)
    return "".join(str(chunk.delta.message.content or "") for chunk in chunks)


def _main(verb: str, address: str, what: str) -> int:
    if verb == "ask":
        print(json.dumps([(question, _answer(address, question)) for question in json.loads(what)]))
        return 0
    try:
        Model().validate_credentials(what, _credentials(address))
    except CredentialsValidateFailedError as error:
        print(error)
    else:
        print("valid")
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
