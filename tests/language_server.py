"""A client for the real YAML language server: as much of the protocol as an editor speaks when a file is opened."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from tests.real import ORACLES, missing

if TYPE_CHECKING:
    import pathlib


def command() -> list[str]:
    """The server, from PATH or from where `conformance/yaml_language_server.sh` puts it, or skip."""
    own = ORACLES / "yaml-language-server" / "node_modules" / ".bin" / "yaml-language-server"
    found = shutil.which("yaml-language-server") or (str(own) if own.exists() else None)
    if found is None or shutil.which("node") is None:
        missing("yaml-language-server (conformance/yaml_language_server.sh)")
    return [found, "--stdio"]


class Server:
    """A running server for a folder, with an editor's settings below `yaml`."""

    def __init__(self, folder: pathlib.Path, settings: dict[str, Any]) -> None:
        self.process = subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.settings = {"yaml": {"validate": True, "hover": True, "completion": True, **settings}}
        self.root = f"file://{folder}"
        self.number = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        text = {"hover": {"contentFormat": ["markdown"]}, "completion": {}}
        self.ask("initialize", {
            "processId": os.getpid(), "rootUri": self.root, "workspaceFolders": [{"uri": self.root, "name": "x"}],
            "capabilities": {"workspace": {"configuration": True}, "textDocument": text},
        })  # fmt: skip
        self.note("initialized", {})
        self.note("workspace/didChangeConfiguration", {"settings": self.settings})

    def open(self, name: str, text: str) -> list[dict[str, Any]]:
        """Open a file: what the server has to say against it."""
        uri = f"{self.root}/{name}"
        self.note("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        })  # fmt: skip
        while uri not in self.diagnostics:
            self.handle(self.read())
        return self.diagnostics[uri]

    def hover(self, name: str, line: int, character: int) -> str:
        """What is shown at a place."""
        found = self.at("hover", name, line, character)
        return str(found["contents"]["value"]) if found else ""

    def complete(self, name: str, line: int, character: int) -> list[str]:
        """What is offered at a place."""
        return [one["label"] for one in self.at("completion", name, line, character)["items"]]

    def at(self, what: str, name: str, line: int, character: int) -> Any:
        """An answer about a place in an open file."""
        document = {"uri": f"{self.root}/{name}"}
        where = {"textDocument": document, "position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{what}", where)

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """A request, and its answer."""
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")
            self.handle(message)

    def note(self, method: str, params: dict[str, Any]) -> None:
        """Tell the server something."""
        self.send({"method": method, "params": params})

    def handle(self, message: dict[str, Any]) -> None:
        """Answer what the server asks, and keep what it has to say about files."""
        params = message.get("params", {})
        if "id" in message and "method" in message:
            result = None
            if message["method"] == "workspace/configuration":
                result = [self.settings.get(one.get("section"), {}) for one in params["items"]]
            self.send({"id": message["id"], "result": result})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params["diagnostics"]

    def send(self, message: dict[str, Any]) -> None:
        """Write a message."""
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        """Read a message."""
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server is gone"
        found: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return found

    def close(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.communicate()
