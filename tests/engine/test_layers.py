"""Nothing imports upward, and a child process loads only what it needs (see docs/architecture)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# From the bottom up: a module may import from its own layer and from those before it.
LAYERS = (
    ("engine.states", "engine.platforms", "engine.version", "engine.runlog.layout"),
    ("engine.runlog",),
    ("engine.config", "engine.ledger", "engine.observed", "engine.pacing", "engine.protocol"),
    ("engine.programs",),
    ("engine.crew", "engine.housekeeping", "engine.host", "engine.host_main", "engine.line"),
    ("engine.analysis", "engine.scenario", "engine.snapshot"),
    ("engine.export",),
    ("engine.host_process", "engine.leftovers", "engine.limits", "engine.observation"),
    ("engine.opened", "engine.runs", "engine.session"),
    ("engine.cli", "engine.cli_run", "engine.cli_progress", "engine.cli_summary", "engine.cli_why"),
    ("gui",),
    ("main",),
)

# What runs in a child, and what it must not load.
STANDARD_LIBRARY_ONLY = (
    "engine.crew",
    "engine.housekeeping",
    "engine.ledger",
    "engine.line",
    "engine.states",
    "engine.platforms",
    "engine.runlog.layout",
    "engine.runlog.manifest",
    "engine.runlog.marks",
    "engine.runlog.writer",
    "engine.observed",
    "engine.pacing",
    "engine.protocol",
    "engine.programs",
    "engine.host",
    "engine.host_main",
)
HEAVY = ("PySide6", "shiboken6", "numpy", "pyqtgraph", "psutil", "msgspec", "superqt")


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {
    module_of(path): path
    for path in [ROOT / "main.py", *ROOT.glob("engine/**/*.py"), *ROOT.glob("gui/**/*.py")]
}


def belongs(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def layer_of(module: str) -> int:
    """Return the layer of the longest package that `module` belongs to."""
    found = [
        (len(package), number)
        for number, packages in enumerate(LAYERS)
        for package in packages
        if belongs(module, package)
    ]
    assert found, f"{module} stands in no layer: add it to LAYERS"
    return max(found)[1]


def imports_of(path: Path, at_module_level: bool = False) -> set[str]:
    """Return the modules that a file imports, with those under TYPE_CHECKING."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if at_module_level else ast.walk(tree)
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}: a relative import"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in SOURCES else node.module for name in names}
    return found


def is_ours(module: str) -> bool:
    return module.split(".")[0] in ("engine", "gui", "main")


@pytest.mark.parametrize("module", sorted(set(SOURCES) - {"engine"}))
def test_no_import_goes_upward(module: str) -> None:
    own = layer_of(module)
    upward = {
        name for name in imports_of(SOURCES[module]) if is_ours(name) and layer_of(name) > own
    }
    assert not upward


@pytest.mark.parametrize("module", [one for one in SOURCES if belongs(one, "engine")])
def test_engine_knows_no_qt(module: str) -> None:
    assert not {
        name
        for name in imports_of(SOURCES[module])
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "superqt", "qtpy")
    }


@pytest.mark.parametrize(
    "module",
    [one for one in SOURCES if any(belongs(one, child) for child in STANDARD_LIBRARY_ONLY)],
)
def test_what_a_child_runs_imports_the_standard_library_only(module: str) -> None:
    outside = {
        name
        for name in imports_of(SOURCES[module], at_module_level=True)
        if not is_ours(name) and name.split(".")[0] not in sys.stdlib_module_names
    }
    assert not outside


def test_main_imports_the_standard_library_only_at_module_level() -> None:
    names = imports_of(SOURCES["main"], at_module_level=True)
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    "statement",
    [
        "import engine.host_main",
        "import engine.observed, engine.programs.pipeline",
        "import runpy; runpy.run_path('main.py', run_name='__mp_main__')",
    ],
)
def test_child_process_loads_neither_qt_nor_numpy(statement: str) -> None:
    code = f"import sys; {statement}; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    loaded = {name.split(".")[0] for name in result.stdout.split()}
    assert not loaded & set(HEAVY)


def test_worker_loads_nothing_that_would_slow_its_start() -> None:
    slow = {"dataclasses", "inspect", "pathlib", "typing"}
    code = "import sys; import {}; print(*sys.modules)"
    loaded = [
        set(subprocess.check_output([sys.executable, "-c", code.format(name)], cwd=ROOT).split())
        for name in ("multiprocessing.queues", "engine.programs.worker")
    ]
    standard, worker = ({name.decode() for name in names} for names in loaded)
    assert not (worker - standard) & slow


def test_run_loads_no_qt() -> None:
    code = "import sys, engine.cli; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert not {name.split(".")[0] for name in result.stdout.split()} & {"PySide6", "shiboken6"}
