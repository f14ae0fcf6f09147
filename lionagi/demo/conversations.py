"""The second half of the demo: every topic becomes a conversation, is rendered, sent to a scripted model, saved and read back.

A topic is a branch with a system message; its paragraphs are instructions and answers in turn. Public API only.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
from typing import Any

from lionagi import Branch
from lionagi.demo.parts import FIRST_MOMENT, Job, Step, id_of
from lionagi.ln import read_binary_stream, read_json_lines, write_binary_stream, write_json_lines
from lionagi.protocols.messages import AssistantResponse, Instruction, System
from lionagi.protocols.types import Element
from lionagi.testing import ScriptedModel

QUESTION = "Which of these rules is easiest to break?"

# --- steps ------------------------------------------------------------------------------------------------------------------


def _make_conversations(job: Job) -> list[Any]:
    job.branches, branch = [], None
    for at, paragraph in enumerate(job.paragraphs):
        topic, index = paragraph["topic"], paragraph["index"]
        if branch is None or branch.name != topic:
            branch = _branch_of(topic, paragraph["created_at"])
            job.branches.append(branch)
        common = {"id": id_of(f"message {at}"), "created_at": paragraph["created_at"], "metadata": dict(paragraph["metadata"])}
        if index % 2:
            said: Any = AssistantResponse(
                content={"assistant_response": paragraph["content"]}, sender=branch.id, recipient="user", **common
            )
        else:
            said = Instruction(content={"instruction": paragraph["content"]}, sender="user", recipient=branch.id, **common)
        branch.messages.include(said)
    job.messages = [message for branch in job.branches for message in branch.messages]
    return job.messages


def _branch_of(topic: str, moment: float) -> Branch:
    system = System(
        content={"system_message": f"You explain {topic!r} of the Python language."}, id=id_of(f"system {topic}"), created_at=moment
    )
    return Branch(id=id_of(f"branch {topic}"), created_at=FIRST_MOMENT, name=topic, user="user", system=system)


def _render(job: Job) -> list[Any]:
    return [message.rendered for message in job.messages]


def _send(job: Job) -> list[Any]:
    model = ScriptedModel("All of them.", repeat=True)

    async def ask_all() -> None:
        for branch in job.branches:
            await branch.chat(QUESTION, imodel=model)

    asyncio.run(ask_all())
    return [call.messages for call in model.calls]


def _write_lines(job: Job) -> list[Any]:
    file = io.BytesIO()
    write_json_lines(file, job.messages)
    job.lines = file.getvalue()
    return job.lines.splitlines(keepends=True)


def _read_lines(job: Job) -> list[Any]:
    return list(read_json_lines(io.BytesIO(job.lines), entity=Element.from_dict))


def _write_stream(job: Job) -> list[Any]:
    file = io.BytesIO()
    write_binary_stream(file, job.messages)
    job.stream = file.getvalue()
    return [job.stream[at:end] for at, end in _envelopes(job.stream)]


def _read_stream(job: Job) -> list[Any]:
    return list(read_binary_stream(io.BytesIO(job.stream), entity=Element.from_dict))


def _envelopes(stream: bytes) -> list[tuple[int, int]]:
    """Where each document begins and ends, by its announced length."""
    found, at = [], 0
    while at < len(stream):
        end = at + 14 + int.from_bytes(stream[at + 6 : at + 14], "little") + 4
        found.append((at, end))
        at = end
    return found


# --- rows of the digests ----------------------------------------------------------------------------------------------------


def message_row(message: Any) -> str:
    """All that a message says, and what is made of it for a model."""
    people = [str(message.role.value), str(message.sender), str(message.recipient)]
    record = [str(message.id), message.created_at, message.metadata, message.embedding]
    return repr((type(message).__qualname__, *record, *people, message.to_dict()["content"], message.rendered))


def _same(row: Any) -> Any:
    return row


def _as_json(request: list[dict[str, Any]]) -> str:
    return json.dumps(request)


# --- checks of the outputs, by means of their own -----------------------------------------------------------------------------


def _texts(job: Job) -> list[str]:
    """The paragraphs, those of a system message left out, in the order of the messages."""
    return [arguments["content"] for arguments in job.paragraphs]


def _spoken(job: Job) -> list[Any]:
    return [message for message in job.messages if not isinstance(message, System)]


def _conversations_hold(job: Job, messages: list[Any]) -> str | None:
    topics = list(dict.fromkeys(arguments["topic"] for arguments in job.paragraphs))
    if [branch.name for branch in job.branches] != topics:
        return "the branches are not the topics"
    for arguments, message in zip(job.paragraphs, _spoken(job), strict=True):
        content = message.content
        text = content.assistant_response if arguments["index"] % 2 else content.instruction
        if text != arguments["content"] or message.created_at != arguments["created_at"]:
            return f"message {message.id} does not hold what it was made of"
    return None


def _first_lost(text: str, said: str) -> str | None:
    """The first word of a text that does not stand in what was made of it, behind those before it; rendering may quote, indent and wrap."""
    at = 0
    for word in re.findall(r"\w+", text):
        at = said.find(word, at)
        if at < 0:
            return str(word)
        at += len(word)
    return None


def _nothing_vanishes(job: Job, rendered: list[Any]) -> str | None:
    spoken = [text for text, message in zip(rendered, job.messages, strict=True) if not isinstance(message, System)]
    for text, said in zip(_texts(job), spoken, strict=True):
        if (lost := _first_lost(text, said)) is not None:
            return f"a rendered message has lost {lost!r} of {text[:40]!r}"
    return None


def _requests_are_whole(job: Job, requests: list[Any]) -> str | None:
    if len(requests) != len(job.branches):
        return f"{len(job.branches)} branches sent {len(requests)} requests"
    for branch, request in zip(job.branches, requests, strict=True):
        sent = "".join(message["content"] for message in request)
        if QUESTION not in request[-1]["content"] or request[-1]["role"] != "user":
            return f"the request about {branch.name} does not end with the question"
        if len(branch.messages) != 1 + sum(arguments["topic"] == branch.name for arguments in job.paragraphs):
            return f"asking changed the branch of {branch.name}"
        for message in branch.messages:
            if isinstance(message, AssistantResponse) and message.content.assistant_response.strip() not in sent:
                return f"an answer is missing in the request about {branch.name}"
    return None


def _lines_are_json(job: Job, lines: list[Any]) -> str | None:
    for message, line in zip(job.messages, lines, strict=True):
        found = json.loads(line)
        if found["id"] != str(message.id) or found["role"] != message.role.value or found["content"] != message.to_dict()["content"]:
            return f"the line of message {message.id} does not say what it holds"
    return None


def _stream_is_short(job: Job, documents: list[Any]) -> str | None:
    if len(documents) != len(job.messages):
        return f"{len(job.messages)} messages have {len(documents)} documents"
    return None if len(job.stream) < len(job.lines) else "the binary form is longer than JSON"


def _nothing_is_lost(job: Job, messages: list[Any]) -> str | None:
    for written, read in zip(job.messages, messages, strict=True):
        if message_row(written) != message_row(read):
            return f"message {written.id} came back as something else"
    return None


STEPS = (
    Step("make conversations", "messages", _make_conversations, message_row, _conversations_hold),
    Step("render", "messages", _render, _same, _nothing_vanishes),
    Step("send to a model", "messages", _send, _as_json, _requests_are_whole),
    Step("write JSON Lines", "codec", _write_lines, _same, _lines_are_json),
    Step("read JSON Lines", "codec", _read_lines, message_row, _nothing_is_lost),
    Step("write binary", "codec", _write_stream, _same, _stream_is_short),
    Step("read binary", "codec", _read_stream, message_row, _nothing_is_lost),
)
