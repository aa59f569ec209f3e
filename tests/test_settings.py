"""Where context comes from when the document does not say it."""

from __future__ import annotations

import pathlib

import pytest

from numaconf import settings
from numaconf.errors import CannotDo
from numaconf.kubelet.version import Version


def write(path: pathlib.Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def test_the_nearest_file_upward_wins(tmp_path: pathlib.Path) -> None:
    write(tmp_path / "numaconf.toml", 'kubernetes-version = "1.31"\n')
    write(tmp_path / "a" / "pyproject.toml", '[tool.numaconf]\nkubernetes-version = "1.34"\n')
    write(tmp_path / "a" / "b" / "pyproject.toml", '[project]\nname = "no-numaconf-table"\n')
    found = settings.nearest(str(tmp_path / "a" / "b" / "x.yaml"))
    assert found is not None
    assert found.values == {"kubernetes-version": "1.34"}


def test_the_last_matching_override_wins(tmp_path: pathlib.Path) -> None:
    path = write(
        tmp_path / "numaconf.toml",
        'machine = "m5.large"\n[[overrides]]\nfiles = ["prod/**"]\nmachine = "m5.24xlarge"\nignore = ["NC1"]\n'
        '[[overrides]]\nfiles = ["gpu.yaml"]\nmachine = "p5.48xlarge"\n',
    )
    config = settings.load(path)
    assert config is not None
    assert config.of(str(tmp_path / "x.yaml")) == {"machine": "m5.large"}
    assert config.of(str(tmp_path / "prod/deep/x.yaml")) == {"machine": "m5.24xlarge", "ignore": ["NC1"]}
    assert config.of(str(tmp_path / "prod/gpu.yaml"))["machine"] == "p5.48xlarge"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('kubernetes_version = "1.34"', "did you mean kubernetes-version?"),
        ("kubernetes-version = 1.34", "must be a string"),
        ('select = "NC101"', "must be a list"),
        ("[[overrides]]\nmachine = 'x'", "needs files"),
        ("overrides = 3", "must be tables"),
        ("a = ", "is not TOML"),
        ('fail-on = "error"', "write one of refused, will-not-start"),
        ('fail-on = "suspicous"', "did you mean suspicious?"),
    ],
)
def test_a_wrong_file_is_refused_with_the_remedy(tmp_path: pathlib.Path, text: str, says: str) -> None:
    path = write(tmp_path / "numaconf.toml", text)
    with pytest.raises(CannotDo, match=says.replace("?", r"\?")) as caught:
        settings.load(path)
    assert path in str(caught.value)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "# numaconf: kubernetes=1.34 machine=c5n.18xlarge\n",
            {"kubernetes-version": "1.34", "machine": "c5n.18xlarge"},
        ),
        (
            "a: 1\n  #numaconf:  machine=numa:2 core:18 pu:2 memory:96Gi\r\n",
            {"machine": "numa:2 core:18 pu:2 memory:96Gi"},
        ),
        (
            "# numaconf: machine=numa:2 core:4 karpenter=1.15.0 bottlerocket-version='1.64.0'",
            {"machine": "numa:2 core:4", "karpenter-version": "1.15.0", "bottlerocket-version": "1.64.0"},
        ),
        ("# numaconf: ignore[NC101] because\n", {}),
        ("text: '# numaconf: machine=x'\n", {}),
    ],
)
def test_modelines(text: str, values: dict[str, str]) -> None:
    assert settings.modeline(text.encode()) == values


def test_an_unknown_key_of_a_modeline_is_refused() -> None:
    with pytest.raises(CannotDo, match="unknown key kubernets"):
        settings.modeline(b"# numaconf: kubernets=1.34\n", "x.yaml")


@pytest.mark.parametrize("words", ["machine=m5.24xlrge", "kubernetes=1.3x", "karpenter=1.x", "kubernets=1.34"])
def test_what_a_modeline_names_wrongly_is_said_with_its_line(words: str) -> None:
    with pytest.raises(CannotDo) as raised:
        settings.modeline(f"a: 1\n# numaconf: {words}\n".encode(), "x.yaml")
    assert raised.value.place == "x.yaml:2"


def test_context_from_values() -> None:
    found = settings.context({"kubernetes-version": "1.34.2", "karpenter-version": "1.15.0", "ignore": ["NC1"]})
    assert found.kubernetes == Version(1, 34, 2)
    assert found.version_of("karpenter") == Version(1, 15, 0)
    assert found.machines == ()


@pytest.mark.parametrize("version", ["1.26", "2.0", "1,34", ""])
def test_versions_out_of_range(version: str) -> None:
    if not version:
        assert settings.context({"kubernetes-version": version}).kubernetes is None
        return
    with pytest.raises(CannotDo, match="kubernetes-version"):
        settings.context({"kubernetes-version": version})


def test_a_configuration_file_at_fault_is_said_once_with_its_line(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from numaconf.cli.main import run

    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n")
    for text, says in {
        '# first\nfail-on = "error"\n': "numaconf.toml:2:1: fail-on is 'error'\n  write one of refused",
        '\n\nkubernetes-versio = "1"\n': "numaconf.toml:3:1: unknown key kubernetes-versio\n  did you mean",
        'ignore = [\n  "NC101", "NC999"]\n': "numaconf.toml:2:12: no rule is called 'NC999'\n",
        'machine = "m5.24xlrge"\n': "numaconf.toml:1:1: there is no machine 'm5.24xlrge'\n  did you mean m5.24xlarge",
        '\nkubernetes-version = "1.3x"\n': "numaconf.toml:2:1: '1.3x' is not a Kubernetes version",
    }.items():
        (tmp_path / "numaconf.toml").write_text(text)
        assert run(["lint", "a.yaml", "b.yaml"]) == 2
        out, err = capfd.readouterr()
        assert (err.count("numaconf: "), says in err) == (1, True), err
        assert out == "2 files not read: nothing was checked, 2 errors.\n"
