import os
import resource
import signal
import stat
import subprocess
import sys

import pytest

from numaconf.cli.write import File, write
from numaconf.errors import CannotDo


def test_writes_bytes_as_they_are(tmp_path):
    write([File(str(tmp_path / "a" / "b.yaml"), "x: é\r\ny\n")])
    assert (tmp_path / "a" / "b.yaml").read_bytes() == "x: é\r\ny\n".encode()
    assert os.listdir(tmp_path / "a") == ["b.yaml"]


def test_permissions(tmp_path):
    mask = os.umask(0o027)
    try:
        write([File(str(tmp_path / "a"), ""), File(str(tmp_path / "b"), "", executable=True)])
    finally:
        os.umask(mask)
    (tmp_path / "c").touch(0o600)
    (tmp_path / "c").chmod(0o604)
    write([File(str(tmp_path / "c"), "")])
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "abc"] == [0o640, 0o750, 0o604]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write([File(str(tmp_path / "link"), "new")])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to(tmp_path):
    write([File("/dev/null", "x")])
    assert not os.path.isfile("/dev/null")


def test_a_pipe_is_written_to():
    code = "from numaconf.cli.write import *; write([File('/dev/stdout', 'x')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"x"


def test_all_or_nothing(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotDo, match=r"a/b: cannot be written: (Not a directory|File exists)"):
        write([File(str(tmp_path / "folder" / "x"), "new"), File(str(tmp_path / "a" / "b"), "new")])
    assert (tmp_path / "a").read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["a", "folder"]
    assert os.listdir(tmp_path / "folder") == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(CannotDo, match="Permission denied"):
        write([File(str(tmp_path / "a"), "")])


def on_a_full_disk(code):
    """What code says that may write 4 KiB to a file."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    run = subprocess.run(
        [sys.executable, "-B", "-c", f"from numaconf.cli.write import *; {code}"],
        preexec_fn=limit, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "CannotDo" in run.stderr
    return run.stderr


def test_a_full_disk_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("old")
    said = on_a_full_disk(f"write([File({str(path)!r}, 'x' * 100_000)])")
    assert "cannot be written: File too large" in said
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.yaml"]


@pytest.mark.parametrize(
    "what",
    [
        "write([File('PATH/new/deep/a', 'short'), File('PATH/new/other/b', 'x' * 100_000)])",
        "write_folder('PATH/new/deep', {'a': 'short', 'other/b': 'x' * 100_000}, ['c'], {})",
    ],
)
def test_a_full_disk_leaves_no_folder_behind(what, tmp_path):
    on_a_full_disk(what.replace("PATH", str(tmp_path)))
    assert os.listdir(tmp_path) == []


def test_only_folders_that_were_made_go_away(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(CannotDo, match=r"file/b: cannot be written"):
        write([File(str(tmp_path / "old" / "new" / "a"), ""), File(str(tmp_path / "file" / "b"), "")])
    assert sorted(os.listdir(tmp_path)) == ["file", "old"]
    assert os.listdir(tmp_path / "old") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o4755)
    os.chown(tmp_path / "a", 65534, 65533)
    (tmp_path / "a").chmod(0o4755)
    write([File(str(tmp_path / "a"), "new")])
    kept = (tmp_path / "a").stat()
    assert (kept.st_uid, kept.st_gid, stat.S_IMODE(kept.st_mode)) == (65534, 65533, 0o4755)


def test_a_file_with_two_names_is_left_alone(tmp_path):
    (tmp_path / "a").write_text("old")
    os.link(tmp_path / "a", tmp_path / "b")
    with pytest.raises(CannotDo, match="has 2 names"):
        write([File(str(tmp_path / "a"), "new")])
    assert [(tmp_path / name).read_text() for name in ("a", "b")] == ["old", "old"]
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_the_longest_name(tmp_path):
    path = tmp_path / ("x" * 250 + ".yaml")
    path.write_text("old")
    write([File(str(path), "new")])
    assert path.read_text() == "new"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("what", ["write([module.File('a', 'x')])", "module.write_folder('d', {'a': 'x'}, (), {})"])
def test_a_signal_waits_until_a_file_is_in_its_place(number, what, tmp_path):
    code = (
        "import os, signal, tempfile\n"
        "from numaconf.cli import write as module\n"
        "from numaconf.cli.write import write\n"
        # As in a shell: whoever runs the tests may have started them with signals ignored, as nohup does.
        f"signal.signal(signal.{number}, signal.default_int_handler if {number!r} == 'SIGINT' else signal.SIG_DFL)\n"
        "real = os.replace\n"
        f"os.replace = lambda *names: (os.kill(os.getpid(), signal.{number}), real(*names))\n"
        f"{what}\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == -getattr(signal, number)
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["a"]
