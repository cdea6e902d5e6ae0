"""The table in a terminal: what goes in, what comes out on which stream, and the exit code."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cnnlib
from cnnlib import architectures, parse_torch, summarize
from cnnlib.__main__ import main

SOURCE = "model = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.Flatten(), nn.Linear(3456, 10))\n"
COMMAND = [sys.executable, "-m", "cnnlib"]


@pytest.fixture
def net(tmp_path):
    path = tmp_path / "net.py"
    path.write_text(SOURCE, encoding="utf-8")
    return str(path)


def run(*arguments, **options):
    options = {"text": True, "encoding": "utf-8", "check": False} | options
    return subprocess.run([*COMMAND, *arguments], capture_output=True, **options)


def table(source=SOURCE, shape=(1, 28, 28)):
    return f"{summarize(parse_torch(source), shape)}\n"


def refusal(capsys, *arguments):
    """Run what fails, and give the exit code and the last line of standard error."""
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code
    printed = capsys.readouterr()
    assert printed.out == ""
    return code, printed.err.splitlines()[-1]


def test_a_file_from_a_shell(net):
    done = run(net, "--input", "1x28x28")
    assert (done.returncode, done.stdout, done.stderr) == (0, table(), "")


def test_standard_input_from_a_shell():
    done = run("-", "--input", "1x28x28", input=SOURCE)
    assert (done.returncode, done.stdout, done.stderr) == (0, table(), "")


def test_a_table_in_ascii_has_no_traceback():
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = run("lenet5_modern", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"6 \xd7 28 \xd7 28" in done.stdout


def test_a_reader_who_goes_away_hears_no_complaint():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*COMMAND, "vgg16"], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has it")
def test_a_full_disk_is_a_sentence():
    with FULL.open("w") as full:
        done = subprocess.run(
            [*COMMAND, "vgg16"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == "cnnlib: the table can't be written: No space left on device.\n"


@pytest.mark.parametrize("name", architectures.BUILDERS)
def test_every_architecture_has_its_own_input(name, capsys):
    assert main([name]) == 0
    network = architectures.BUILDERS[name]()
    expected = summarize(network, architectures.input_shape(name))
    assert capsys.readouterr().out == f"{expected}\n"


def test_a_source_has_a_color_image_by_default(tmp_path, capsys):
    path = tmp_path / "net.py"
    path.write_bytes(b"\xef\xbb\xbfnn.Sequential(\r\n    nn.Conv2d(3, 8, 3),\r\n)\r\n")
    assert main([str(path)]) == 0
    assert "8 × 222 × 222" in capsys.readouterr().out


def test_features_instead_of_an_image(tmp_path, capsys):
    path = tmp_path / "net.py"
    path.write_text("nn.Sequential(nn.Linear(784, 10))")
    assert main([str(path), "--input", "784"]) == 0
    assert capsys.readouterr().out == table("nn.Sequential(nn.Linear(784, 10))", (784,))


def test_a_file_comes_before_an_architecture_and_a_folder_does_not(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resnet18").write_text(SOURCE)
    (tmp_path / "lenet5_modern").mkdir()
    assert main(["resnet18", "--input", "1x28x28"]) == 0
    assert capsys.readouterr().out == table()
    assert main(["lenet5_modern"]) == 0
    assert "61,706" in capsys.readouterr().out


def test_markdown(net, capsys):
    assert main([net, "--input", "1x28x28", "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "| --- | --- | --- | ---: | ---: | --- |"
    assert lines[2] == "| 0 | Conv2d | 6 × 24 × 24 | 156 | 86,400 | 5 |"
    assert lines[-1] == "| total |  |  | 34,726 | 120,960 |  |"
    assert len(lines) == 3 + 4


def test_json_holds_the_rows_and_their_sums(capsys):
    assert main(["alexnet_2012", "--json", "--input", "3x227x231"]) == 0
    found = json.loads(capsys.readouterr().out)
    summary = summarize(architectures.alexnet_2012(), (3, 227, 231))
    assert found["input_shape"] == [3, 227, 231]
    assert (found["parameters"], found["macs"]) == (summary.parameters, summary.macs)
    assert [list(row) for row in found["rows"]] == [list(vars(row)) for row in summary.rows]
    assert found["rows"][0]["receptive_field"] == {"size": 11, "stride": 4, "padding": 0}
    assert found["rows"][-1]["receptive_field"] == summary.rows[-1].receptive_field
    assert [row["macs"] for row in found["rows"]] == [row.macs for row in summary.rows]


NAMED = "nn.Sequential(OrderedDict([('{name}', nn.ReLU())]))"


def test_a_name_from_the_source_commands_neither_terminal_nor_markdown(tmp_path, capsys):
    path = tmp_path / "net.py"
    path.write_text(NAMED.format(name="a|b`\x1b[31m"))
    assert main([str(path), "--markdown"]) == 0
    printed = capsys.readouterr().out
    assert r"a\|b\`\x1b\[31m" in printed
    assert main([str(path)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_nothing_is_executed(tmp_path, capsys):
    path, witness = tmp_path / "net.py", tmp_path / "witness"
    path.write_text(f"import os\nos.mkdir({str(witness)!r})\n{SOURCE}")
    assert main([str(path), "--input", "1x28x28"]) == 0
    assert capsys.readouterr().out == table()
    assert not witness.exists()


def test_what_does_not_fit_is_located(tmp_path, capsys):
    path = tmp_path / "net.py"
    path.write_text("nn.Sequential(\n    nn.Conv2d(3, 8, 3),\n    nn.Conv2d(9, 8, 3),\n)")
    code, said = refusal(capsys, str(path))
    assert code == 1
    assert said.startswith(f'cnnlib: {path}:3:5: layer "1" (Conv2d): in_channels is 9, but 8 ')
    assert 'PyTorch says: "Given groups=1' in said


def test_what_cannot_be_read_is_located(tmp_path, capsys):
    path = tmp_path / "net.py"
    path.write_text("nn.Sequential(nn.ReLU()")
    code, said = refusal(capsys, str(path))
    assert (code, said) == (1, f'cnnlib: {path}:1:14: "(" is never closed.')


def test_an_architecture_that_does_not_fit(capsys):
    code, said = refusal(capsys, "lenet5_modern", "--input", "3x32x32")
    assert code == 1
    assert said.startswith('cnnlib: lenet5_modern: layer "0" (Conv2d): in_channels is 1, but 3 ')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "source is empty; paste an nn.Sequential(...) or a class with forward."),
        (b"\xff\xfe\x00", "this is not text in UTF-8."),
        (b"#" * 200_001, "source is 200,001 characters long; at most 200,000 are read."),
        (b"#" * 800_001, "source is longer than 200,000 characters, and so is not read."),
    ],
    ids=["empty", "UTF-16", "long", "very long"],
)
def test_a_file_without_source(content, reason, monkeypatch, tmp_path, capsys):
    path = tmp_path / "net.py"
    path.write_bytes(content)
    assert refusal(capsys, str(path)) == (1, f"cnnlib: {path}: {reason}")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert refusal(capsys, "-") == (1, f"cnnlib: standard input: {reason}")


def test_a_folder_is_no_source(tmp_path, capsys):
    assert refusal(capsys, str(tmp_path)) == (1, f"cnnlib: {tmp_path}: Is a directory.")


USAGE = [
    (["resnet81"], "neither a file nor an architecture; did you mean resnet18 or"),
    (["lenet5"], "architecture; did you mean lenet5_1998 or lenet5_modern"),
    (["net.py"], "'net.py' is neither a file nor an architecture; --help lists"),
    (["n" * 10_000], "--help lists the architectures"),
    ([""], "'' is neither a file nor"),
    (["\x1b[31m"], r"\x1b[31m"),
    ([], "the following arguments are required: network"),
    (["vgg16", "--markdown", "--json"], "not allowed with argument"),
    (["vgg16", "--inputs", "x"], "unrecognized arguments"),
]
INPUTS = ["28x28", "0x28x28", "1x28x28x1", "-1x2x3", "1x28x", "many", "", "9" * 5000, "١x٢x٣"]


@pytest.mark.parametrize(("arguments", "words"), USAGE)
def test_a_command_that_is_not_understood(arguments, words, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    code, said = refusal(capsys, *arguments)
    assert code == 2
    assert words in said
    assert "\x1b" not in said


@pytest.mark.parametrize("shape", INPUTS)
def test_an_input_that_is_none(shape, capsys):
    code, said = refusal(capsys, "vgg16", f"--input={shape}")
    assert code == 2
    assert "use channels, height and width such as 3x224x224, or a number of features" in said


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version(option, capsys):
    with pytest.raises(SystemExit) as end:
        main([option])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    if option == "--version":
        assert printed == f"cnnlib {cnnlib.__version__}\n"
    else:
        words = printed.replace("\n", " ").split()
        assert {name.strip(",") for name in words} >= set(architectures.BUILDERS)


def test_interrupting_is_quiet(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("cnnlib.__main__._text", interrupted)
    assert main(["-"]) == 130
    assert capsys.readouterr() == ("", "")
