"""The whole build, on a copy: what it re-runs, and how it fails."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from project import Project

LESSON = "docs/lessons/convolution.md"
LAB = "docs/labs/small_cnn.py"
SNIPPET = "snippets/convolution/im2col.py"


def executed(output: str) -> set[str]:
    return set(re.findall(r"\] (snippets/\S+\.py)", output))


def test_an_unchanged_project_runs_no_snippet(project: Project) -> None:
    build = project.build()
    assert build.returncode == 0, build.stderr
    assert executed(build.stdout + build.stderr) == set()
    assert "snippets: 0 run" in build.stderr


def contents(folder: Path) -> dict[str, bytes]:
    """Read a built site; what is packed holds the time, so it is unpacked."""
    return {
        path.relative_to(folder).as_posix(): unpacked(path)
        for path in folder.rglob("*")
        if path.is_file()
    }


def unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def test_a_build_from_nothing_elsewhere_gives_the_same_files(
    project: Project, site: Path, site_url: str
) -> None:
    """Two builds are alike: of `site`, which may have kept what is unchanged, and from nothing."""
    shutil.rmtree(project.root / ".cache")
    project.site_url = site_url
    build = project.build()
    assert build.returncode == 0, build.stderr
    first, second = contents(site), contents(project.root / "site")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_an_edited_snippet_is_run_again_and_no_other(project: Project) -> None:
    project.append(SNIPPET, "# a remark\n")
    build = project.build()
    assert build.returncode == 0, build.stderr
    assert executed(build.stdout) == {SNIPPET}
    assert "snippets: 0 run" in project.build().stderr


def test_a_new_picture_is_handed_out_and_one_of_no_figure_is_not(project: Project) -> None:
    def pictures() -> set[str]:
        return {path.name for path in project.root.glob("site/assets/generated/pictures/*")}

    assert project.build().returncode == 0
    before, drawn = (
        pictures(),
        "plt.figure('cat').gca().imshow(plt.imread('snippets/images/cat.png'))",
    )
    snippet = (project.root / SNIPPET).read_text(encoding="utf-8")
    project.append(SNIPPET, f"\nimport matplotlib.pyplot as plt\n{drawn}\n")
    build = project.build()
    assert build.returncode == 0, build.stderr
    assert len(pictures() - before) == 1
    (project.root / SNIPPET).write_text(snippet, encoding="utf-8")
    build = project.build()
    assert build.returncode == 0, build.stderr
    assert pictures() == before


def test_what_a_snippet_imports_is_its_input(project: Project) -> None:
    project.append(SNIPPET, "import cnnlib.activations\n")
    assert project.build().returncode == 0
    project.append("cnnlib/activations.py", "# a remark\n")
    users = executed(project.build().stdout)
    assert SNIPPET in users
    assert all("cnnlib" in (project.root / user).read_text() for user in users)


def test_what_a_snippet_opens_is_its_input(project: Project) -> None:
    folder = project.root / "snippets"
    users = {
        f"snippets/{path.relative_to(folder).as_posix()}"
        for path in folder.glob("*/*.py")
        if "images/cat.png" in path.read_text(encoding="utf-8")
    }
    assert users
    with (folder / "images" / "cat.png").open("ab") as file:
        file.write(b"\0")  # behind the PNG's end: the picture stays the same
    assert users <= executed(project.build().stdout)


def executed_labs(output: str) -> set[str]:
    return set(re.findall(r"Converting notebook .*/(docs/labs/\S+\.py)", output))


def test_a_lab_is_executed_again_when_something_it_depends_on_changed(project: Project) -> None:
    assert executed_labs(project.build().stderr) == set()
    project.append(LAB, "\n# %% [markdown]\n# One more remark.\n")
    assert executed_labs(project.build().stderr) == {LAB}
    project.append("snippets/cnn.mplstyle", "\n# a remark\n")
    labs = {f"docs/labs/{path.name}" for path in (project.root / "docs" / "labs").glob("*.py")}
    assert executed_labs(project.build().stderr) == labs
    assert executed_labs(project.build().stderr) == set()


def test_with_the_repositorys_address_labs_open_in_colab_and_pages_can_be_mended(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPO_URL", "https://github.com/someone/course")
    build = project.build()
    assert build.returncode == 0, build.stderr
    page = (project.root / "site" / "labs" / "small_cnn" / "index.html").read_text()
    address = "colab.research.google.com/github/someone/course/blob/notebooks/small_cnn.ipynb"
    assert f'href="https://{address}"' in page
    assert 'href="https://github.com/someone/course"' in page
    assert 'data-md-component="source"' not in page  # the theme would ask its host for numbers
    assert 'href="https://github.com/someone/course/edit/main/docs/labs/small_cnn.py"' in page
    for built in (project.root / "site").rglob("index.html"):
        text = built.read_text(encoding="utf-8")
        name = built.parent.relative_to(project.root / "site").as_posix()
        address = "" if name == "." else f"{name}/"
        form = "https://github.com/someone/course/issues/new?template=mistake.yml&amp;page="
        assert f'{form}{address}"' in text, name
        assert 'rel="edit"' in text, name


def test_a_removed_snippet_is_forgotten(project: Project) -> None:
    kept = project.root / ".cache" / "snippets" / "convolution" / "im2col"
    assert kept.is_dir()
    (project.root / SNIPPET).unlink()
    project.run("sitekit.snippets")
    assert not kept.exists()


BROKEN = [
    pytest.param(
        lambda p: p.append(LAB, "\n# %%\nraise RuntimeError('no such layer')\n"),
        [f"The lab {LAB} failed in code cell", "RuntimeError: no such layer"],
        id="failing lab",
    ),
    pytest.param(
        lambda p: p.append(
            LAB, "\n# %%\nimport matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()\n"
        ),
        ["labs/small_cnn.py", "draws a figure; say what is to be seen"],
        id="lab figure without alternative text",
    ),
    pytest.param(
        lambda p: p.append(LAB, "\n# %%\nimport warnings\n\nwarnings.warn('mind the step')\n"),
        ["labs/small_cnn.py", "error stream", "mind the step"],
        id="lab that warns",
    ),
    pytest.param(
        lambda p: p.replace(LAB, "# description:", "# about:"),
        [f"{LAB.removeprefix('docs/')} has no description"],
        id="lab without description",
    ),
    pytest.param(
        lambda p: p.append(SNIPPET, "\nraise RuntimeError('no such filter')\n"),
        [f"{SNIPPET} failed", "RuntimeError: no such filter", f'File "{SNIPPET}", line '],
        id="failing snippet",
    ),
    pytest.param(
        lambda p: p.append(SNIPPET, "\nprint('surprise')\n"),
        [f"{SNIPPET} no longer prints", "+surprise", "--update convolution/im2col"],
        id="wrong golden",
    ),
    pytest.param(
        lambda p: p.append(SNIPPET, "\nimport matplotlib.pyplot as plt\nplt.figure()\n"),
        [SNIPPET, "has no name"],
        id="figure without a name",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\nThe sum is $\\summ x$.\n"),
        ["lessons/convolution.md", "\\summ x", "Undefined control sequence"],
        id="bad formula",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\n$a é b$\n"),
        ["lessons/convolution.md", "a é b"],
        id="formula that is not strict",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\n## The number $x$\n"),
        ["lessons/convolution.md", "Math in a heading"],
        id="formula in a heading",
    ),
    pytest.param(
        lambda p: p.replace(LESSON, "convolution_by_hand:edge", "convolution_by_hand:edges"),
        ["lessons/convolution.md", "draws no figure 'edges'", "its figures: edge, sobel"],
        id="missing figure",
    ),
    pytest.param(
        lambda p: p.replace(
            LESSON, "name: convolution/convolution_by_hand:edge", "name: convolution/by_hands:edge"
        ),
        ["lessons/convolution.md", "There is no snippet snippets/convolution/by_hands.py"],
        id="missing snippet",
    ),
    pytest.param(
        lambda p: p.append(LESSON, '\n```python\n--8<-- "convolution/im2col.py:nowhere"\n```\n'),
        ["nowhere"],
        id="missing section",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\n{{ conv_output_size(64, 3, stride=0) }}\n"),
        ["lessons/convolution.md", "conv_output_size(64, 3, stride=0)", "stride is 0"],
        id="refused number",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\nAs shown [@nobody1999].\n"),
        ["lessons/convolution.md", "[@nobody1999]", "no key 'nobody1999'"],
        id="unknown citation",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\nIt has 1,792 parameters.\n"),
        ["These numbers have no origin", "lessons/convolution.md: 1,792 in"],
        id="typed number",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\n[more](nowhere.md)\n"),
        ["lessons/convolution.md", "nowhere.md", "not found"],
        id="broken link",
    ),
    pytest.param(
        lambda p: p.append(LESSON, "\n```figure\nname: convolution/im2col:x\ncaption: c\n```\n"),
        ["lessons/convolution.md", "the key 'alt' is missing"],
        id="figure without alternative text",
    ),
    pytest.param(
        lambda p: p.append(
            LESSON,
            "\n```calculator\nname: conv_output_size\narguments: {input_size: 2,"
            " kernel_size: 3}\n```\n",
        ),
        ["lessons/convolution.md", "kernel_size is 3"],
        id="calculator with a refused default",
    ),
]


@pytest.mark.parametrize(("breakage", "expected"), BROKEN)
def test_what_is_wrong_stops_the_build_with_a_sentence(
    project: Project, breakage, expected
) -> None:
    breakage(project)
    build = project.build()
    assert build.returncode != 0
    said = build.stdout + build.stderr
    for words in expected:
        assert words in said, said
    # The author reads a sentence, not our stack.
    assert "site-packages" not in said, said


def test_update_rewrites_the_golden(project: Project) -> None:
    project.append(SNIPPET, "\nprint('one more line')\n")
    assert project.run("sitekit.snippets", "--update", "convolution/im2col").returncode == 0
    golden = (project.root / SNIPPET).with_suffix(".out").read_text(encoding="utf-8")
    assert golden.endswith("one more line\n")
    assert project.build().returncode == 0
