"""The record of a platform: what has to be known of it before its folder is imported. The rows: `rows.py`."""

from __future__ import annotations

from numaconf.named import NamedTuple

Header = tuple[str, str]
"""API group (without the version) and kind of an object."""


class Carries(NamedTuple):
    """What a managed service has a place for. `fields`: of a KubeletConfiguration, and where they go. `labels`,
    `taints`, `hugepages`: why they are not in its file, and what to do.
    """

    fields: dict[str, str]
    labels: str
    taints: str
    hugepages: str


class Platform(NamedTuple):
    """What is known of a platform before its folder is imported. Hooks are `module:name` below `numaconf.targets`."""

    name: str
    module: str
    """Where the functions of `numaconf.targets.target.Reader` are, and with `renders` those of `Renderer`."""
    writes: str = ""
    """What a rendering is, for people."""
    aliases: tuple[str, ...] = ()
    """Other names for `--as`."""
    called: tuple[str, ...] = ()
    """What people write for it, and no option takes: the answer is a question."""

    # Recognising

    marks: tuple[str, ...] = ()
    """Words of which each of its files holds one; short, and rare elsewhere."""
    headers: tuple[Header, ...] = ()
    """The objects that are its own."""
    groups: tuple[str, ...] = ()
    """API groups that tell enough, whatever the kind is."""
    boots_with: tuple[str, ...] = ()
    """The key of its objects, by steps, with user data, whose cloud-configs write files like any other's."""
    claims: str = ""
    """Hook `(path, value) -> bool`, asked about objects with nobody's header."""
    lists: bool = False
    """A document of its own may be a list: `claims` is asked about lists, too, where a name is part of the path."""
    names: tuple[str, ...] = ()
    """Parts of a path for which `claims` is asked first, whatever the header says."""
    texts: str = ""
    """Hook `(path, data, form) -> Subject | None`, about scripts and other texts (`form`: as in `files.marks`)."""
    forms: tuple[str, ...] = ("script", "objects")
    """Those of which `texts` is asked."""
    together: str = ""
    """Hook `(path, documents, strangers) -> list[Subject]`: takes all of its documents in one file, in which
    `strangers` are nobody's. Without it each stands for itself."""
    takes: tuple[str, ...] = ()
    """Platforms whose documents are its own where they are in one file with it."""
    beside: str = ""
    """Hook `(subject)`: the files on disk that are read with it."""
    whole: bool = False
    """Where the first document is its own, it reads the text."""
    given: str = "objects"
    """How a text is taken that is said to be the platform's: as `objects`, as a whole (`text`), or by a hook
    `(path, data) -> Subject`."""
    flow: bool = False
    """Its clients go on to YAML where a text that starts with a brace is not JSON (apimachinery, YAMLOrJSONDecoder)."""

    # Reading

    context: str = ""
    """Hook `(sources) -> Context`: what documents say about their node."""
    changes: str = ""
    """Hook `(sources)`: the minors between which only the version itself differs."""
    possible: str = ""
    """Hook `(sources, context)`: where the platform's own version is unknown and makes a difference, those that do,
    each with the context that it is read in."""
    unread: str = ""
    """Nothing reads the platform's files yet; this is what they are."""
    decoder: str | None = None
    """The kubelet itself decodes its documents, and logs this before its decoder's words."""
    hugepages: bool = False
    """Its documents can say what hugepages a node allocates."""
    rollout: str = ""
    """How a change reaches its nodes: a hook to a `Rollout`, or to `(path, data) -> Rollout`."""
    programs: tuple[tuple[str, str], ...] = ()
    """Programs that run the kubelet inside of them, or start it with words that are its own; with the folder that tells
    where none runs."""
    on_node: str = ""
    """Hook `(tree, program, words, version, machine) -> OnNode`: what they give it, from the files of a node."""
    spelling: str = ""
    """How it spells the kubelet's settings: a hook to a `Spelling`."""

    # Rendering

    renders: bool = False
    primary: str = ""
    """The first artifact."""
    proved: tuple[str, ...] = ()
    """Artifacts beside it that configure a kubelet by themselves."""
    unlabelled: tuple[str, ...] = ()
    """Of them, those that carry no labels: these are in the first artifact, which stays in force beside them."""
    bare: bool = False
    """The platform is only a kubelet, so labels, taints and hugepages go beside its documents."""
    reserves: bool = False
    """It computes reservations by itself, so what a profile leaves open is pinned."""
    fills: str = "kubeReserved"
    """The field that it fills where a document leaves it out, of which the memory would come into the sum of
    reservedMemory."""
    thresholds: bool = False
    """It has none for memory, so the kubelet's own are written where a profile gives none."""
    below: str = ""
    """Hook `(version) -> str`: the emptiest document that a rendering, which is only a part, may override."""
    newest: tuple[int, int, int] | None = None
    """It has versions of its own, and a rendering needs one (`--NAME-version`): the newest that is known. It
    stands in for those of newer minors."""
    options: tuple[tuple[str, str], ...] = ()
    """What a profile has to say in `spec.targets.NAME`, with examples."""
    cluster: bool = False
    """A rendering needs `spec.cluster`."""
    user_data: str = ""
    """The artifact that is EC2 user data."""
    terraform: str = ""
    """Hook `(texts) -> dict`: fills the keys `terraform_keys` of a Terraform result."""
    terraform_keys: tuple[str, ...] = ()
    carries: str = ""
    """Nothing is written for the platform; a hook to its `Carries`, for what says why."""

    # Writing into a file that exists

    into: tuple[tuple[str, str, str], ...] = ()
    """What goes where: the API kind of the document (empty: any), the route with dots, and what is there (`What` of
    `numaconf.verbs.into.edits`)."""
    into_not: frozenset[str] = frozenset()
    """Settings at such a place that are not the kubelet's."""
    into_text: str = ""
    """Hook `(text, path)`: start and end of the document in a text that wraps it."""
    into_part: str = ""
    """Hook `(document, name, path) -> Part`: the string of the document in which another platform's document is."""
    into_around: str = ""
    """Hook `(before, text, intent, path) -> str`: the text with what an intent asks for beside the document."""
    into_instead: str = ""
    """Why nothing is written into its files, and what to do."""
