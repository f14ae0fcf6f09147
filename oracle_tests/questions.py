"""What is asked: the same functions on lionagi 0.18.0 and on this package, plain values in and plain values out.

Run as a script by an interpreter that has lionagi 0.18.0, it answers what comes in on its standard input: pickled (name, arguments) with
their length before them, and pickled ("value", x) or ("error", class, text) the same way back. It imports nothing of this checkout.
"""

from __future__ import annotations

import pickle
import struct
import sys

_MARK = {"id": "11111111-1111-4111-8111-111111111111", "created_at": 1700000000.5}


def json_dumps(value, options):
    from lionagi.ln import json_dumps as dumps

    return dumps(value, **options)


def json_lines(values):
    from lionagi.ln import json_lines_iter

    return b"".join(json_lines_iter(values))


def read_id(text):
    from lionagi.protocols.types import IDType

    return str(IDType.validate(text))


def is_id(value):
    from lionagi.protocols.types import ID

    return ID.is_id(value)


def created_at(value):
    from lionagi.protocols.types import Element

    return Element(created_at=value).created_at


def element(fields):
    from lionagi.protocols.types import Element

    made = Element(**{**_MARK, **fields})
    return [made.to_dict(), made.to_json(), Element.from_dict(made.to_dict()).to_dict(mode="json")]


def node(content, embedding):
    from lionagi.protocols.types import Node

    made = Node(content=content, embedding=embedding, **_MARK)
    return [made.to_dict(mode="json"), made.to_json(), Node.from_json(made.to_json()).to_dict(mode="db")]


def instruction(fields):
    from lionagi.protocols.messages import MessageManager

    made = MessageManager.create_instruction(**fields)
    return [made.chat_msg["content"], _of_message(made), type(made).from_dict(made.to_dict(mode="json")).rendered]


def system(fields):
    from lionagi.protocols.messages import MessageManager

    made = MessageManager.create_system(**fields)
    return [made.rendered, _of_message(made)]


def answer(response):
    from lionagi.protocols.messages import MessageManager

    made = MessageManager.create_assistant_response(assistant_response=response)
    return [made.response, made.rendered, _of_message(made)]


def action(function, arguments, output):
    from lionagi.protocols.messages import MessageManager

    asked = MessageManager.create_action_request(function=function, arguments=arguments)
    made = MessageManager.create_action_response(action_request=asked, action_output=output)
    found = made.to_dict(mode="json")["content"]
    found.pop("action_request_id")
    return [asked.chat_msg["content"], made.chat_msg["content"], found]


def parsed(response):
    from lionagi.protocols.messages.assistant_response import parse_assistant_response

    return list(parse_assistant_response(response))


def _of_message(message):
    found = message.to_dict(mode="json")
    for name in ("id", "created_at"):
        found.pop(name)
    return found


# --- the other side ---------------------------------------------------------------------------------------------------------


def answered(name, arguments):
    """("value", x), or ("error", class, text)."""
    try:
        return ("value", globals()[name](*arguments))
    except Exception as error:  # the answer, whatever it is
        return ("error", type(error).__name__, str(error))


def read(stream):
    """The next message; None at the end."""
    head = stream.read(4)
    return pickle.loads(stream.read(struct.unpack("<I", head)[0])) if len(head) == 4 else None


def write(stream, message):
    data = pickle.dumps(message, 4)
    stream.write(struct.pack("<I", len(data)) + data)
    stream.flush()


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # 0.18.0 prints
    from lionagi.version import __version__

    write(sink, __version__)
    while (asked := read(source)) is not None:
        found = answered(*asked)
        try:
            write(sink, found)
        except Exception as error:  # an answer that is no plain value
            write(sink, ("error", "Unpicklable", str(error)))


if __name__ == "__main__":
    main()
