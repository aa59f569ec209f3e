"""Texts that mention what numaconf reads and are not to be read: templates, and files that hold a piece of it only."""

from __future__ import annotations

import re

OTHER_LANGUAGES = frozenset(
    ".adoc .bicep .c .cc .cpp .cs .css .diff .go .h .hcl .htm .html .ipynb .java .js .jsonnet .jsx .kt .libsonnet .lua "
    ".markdown .md .mdx .mjs .nix .patch .php .po .pp .proto .py .rb .rs .rst .scala .swift .tex .tf .tfvars .tofu .ts "
    ".tsx .xml".split()
)
"""Endings of prose and programs, which hold whole configurations in the midst of other text."""

HCL = frozenset({".hcl", ".tf", ".tofu"})
"""Those whose texts go to a node as they are, with what Terraform fills in."""

TEMPLATES = (".tftpl", ".tpl", ".j2", ".jinja", ".jinja2", ".gotmpl", ".tmpl", ".erb")

_BEGINNING = (
    rb"(?i)(?:\xef\xbb\xbf)?(?:[^\S\n]*(?:#[^\n]*)?\n){0,1000}[^\S\n]*"
    rb"(?:[\"']?(?:apiVersion|kind|mime-version|content-type)[\"']?[ \t]*:|\{|\[[ \t]*settings[ \t]*[.\]])"
)
"""With a bound on the lines before, for each of which the search for a pattern takes a hundred bytes."""


def is_other_language(path: str, data: bytes) -> bool:
    """Whether a file is prose or a program by its name, and does not begin as a configuration would all the same."""
    return path[path.rfind(".") :].lower() in OTHER_LANGUAGES and not re.match(_BEGINNING, data)


def is_hcl(path: str) -> bool:
    """Whether a file is Terraform's by its name."""
    return path[path.rfind(".") :].lower() in HCL


_LATER = (
    rb"\{\{(?:resolve:[^{}\n]+|[ \t]*"
    rb"(?:(?:ds|v1)\.[\w.]+|EC2PrivateDNSName|SessionName(?:Raw)?|AccountID|AccessKeyID)[ \t]*)\}\}"
)
"""What is in a finished text and is filled in on the node or at each login: cloud-init's instance data, as Cluster
API's node names have them (`{{ ds.meta_data.hostname }}`), the names of the AWS IAM authenticator, and CloudFormation's
dynamic references.
"""


_ANSIBLE = (
    rb"(?m)^[\"']?(?:kubelet_(?:(?:node_)?(?:config_extra_args|custom_flags)|cpu_manager_policy(?:_options)?"
    rb"|topology_manager_(?:policy|scope)|enforce_node_allocatable|max_pods|pod_pids_limit|fail_swap_on)"
    rb"|(?:kube|system)_(?:cpu|memory)_reserved)[\"']?[ \t]*:"
)
"""Variables of Kubespray's, at the start of a line. Ansible fills in the values that are Jinja's, and no other."""


_HELM = "helm template CHART | numaconf lint -"
_JINJA = "jinja2 FILE VALUES.yaml | numaconf lint -"
_TERRAFORM = "echo 'templatefile(\"FILE\", {NAME = VALUE})' | terraform console"
_OF_HELM = rb"\{\{-?\s*(?:include|template|range|with|if|toYaml|\.(?:Values|Release|Chart))\b"
_OF_JINJA = rb"\{%|\{\{-?\s*[a-z_]\w*\s*(?:\||-?\}\})"
_FILLED_BY = (
    (r"\.tftpl\Z", rb"", _TERRAFORM),
    (r"\.erb\Z", rb"", "erb NAME=VALUE FILE | numaconf lint -"),
    (r"\.(?:gotmpl|tmpl)\Z", rb"", "gomplate -f FILE | numaconf lint -"),
    (r"\.(?:j2|jinja2?)\Z", rb"", _JINJA),
    (r"/templates/|\.tpl\Z", rb"\{\{", _HELM),
    (r"", _OF_HELM, _HELM),
    (r"", _OF_JINJA, _JINJA),
    (r"", rb"%\{", _TERRAFORM),
)
"""How a template is told by its name and text, and a command that fills in one of its kind."""


def filled_in_by(path: str, data: bytes) -> str:
    """A command that fills in such a template, or nothing."""
    path = "/" + path
    return next((how for name, text, how in _FILLED_BY if re.search(name, path) and re.search(text, data)), "")


def is_template(path: str, data: bytes) -> bool:
    """Whether a text is still to be filled in (Helm, Go templates, Jinja, Terraform); `${NAME}` alone is not enough."""
    if path.endswith(TEMPLATES):
        return True
    if b"{" not in data:  # one byte is looked for in a tenth of the time, and most texts end here
        return False
    if b"%{" in data:
        return True
    if b"{{" not in data and b"{%" not in data:
        return False
    if re.search(_ANSIBLE, data):
        return False
    code = re.sub(rb"(?:^|[ \t])#[^\n]*", b"", data, flags=re.MULTILINE)
    return b"{%" in code or b"{{" in re.sub(_LATER, b"", code)
