"""Texts that mention what numaconf reads and are not to be read: templates, and files that hold a piece of it only."""

from __future__ import annotations

import re

OTHER_LANGUAGES = frozenset(
    ".adoc .bicep .c .cc .cpp .cs .css .diff .go .h .hcl .htm .html .ipynb .java .js .jsonnet .jsx .kt .libsonnet .lua "
    ".markdown .md .mdx .mjs .nix .patch .php .po .pp .proto .py .rb .rs .rst .scala .swift .tex .tf .tfvars .ts .tsx "
    ".xml".split()
)
"""Endings of prose and programs, which hold whole configurations in the midst of other text."""

TEMPLATES = (".tftpl", ".tpl", ".j2", ".jinja", ".jinja2", ".gotmpl", ".tmpl", ".erb")

_BEGINNING = (
    rb"(?i)(?:\xef\xbb\xbf)?(?:\s|#[^\n]*\n)*"
    rb"(?:[\"']?(?:apiVersion|kind|mime-version|content-type)[\"']?[ \t]*:|\{|\[[ \t]*settings[ \t]*[.\]])"
)


def is_other_language(path: str, data: bytes) -> bool:
    """Whether a file is prose or a program by its name, and does not begin as a configuration would all the same."""
    return path[path.rfind(".") :].lower() in OTHER_LANGUAGES and not re.match(_BEGINNING, data)


def is_template(path: str, data: bytes) -> bool:
    """Whether a text is not filled in yet by Helm, Go templates, Jinja or Terraform; `${NAME}` alone is none."""
    if path.endswith(TEMPLATES):
        return True
    if b"%{" in data:
        return True
    if b"{{" not in data and b"{%" not in data:
        return False
    code = re.sub(rb"(?:^|[ \t])#[^\n]*", b"", data, flags=re.MULTILINE)
    return b"{{" in code or b"{%" in code
