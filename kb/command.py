"""What every command has in common: usage errors and others as one Chinese line, and exit codes."""

import argparse
import sys
from typing import NoReturn

from kb.errors import ZerenError
from kb.settings import load_settings


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one Chinese line."""

    def error(self, message: str) -> NoReturn:
        """Exit 2; what argparse says is put into Chinese where it is one of the common faults."""
        for english, chinese in _USAGE.items():
            message = message.replace(english, chinese)
        print(f"错误：用法有误（{message}）；运行 {self.prog} --help 看用法。", file=sys.stderr)
        raise SystemExit(2)


_USAGE = {
    "the following arguments are required": "缺少参数",
    "unrecognized arguments": "不认识的参数",
    "expected one argument": "后面要跟一个值",
    "invalid choice": "没有这个命令",
    "choose from": "可用",
    "invalid int value": "应为整数",
    "argument ": "",
}


def run_command(arguments: argparse.Namespace) -> int:
    """The exit code of ``arguments.run``, called with the settings; errors end as one line on standard error."""
    try:
        return int(arguments.run(arguments, load_settings()))
    except ZerenError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of the output (head) has gone; nothing is wrong.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("已中断，原有快照没有改动。", file=sys.stderr)
        return 130
