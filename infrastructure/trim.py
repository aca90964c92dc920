"""Take out of an installed package folder what a function never reads."""

import shutil
from pathlib import Path

# Measured: the scorer loads and answers without any of these (docs/benchmarks.md).
NEVER_READ = (
    "**/__pycache__",
    "**/tests",
    "**/*.pyi",
    "bin",
    "boto3/examples",
    "numpy/distutils",
    "numpy/f2py",
    "numpy/typing",
    "numpy/_pyinstaller",
    "numpy/**/*.a",
    "onnxruntime/capi/libonnxruntime.so*",  # for programs in C; Python's own does not link it
    "onnxruntime/datasets",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/transformers",
)
SERVICES = frozenset({"dynamodb", "sqs", "ssm", "sts"})


def trim(folder: Path) -> None:
    for pattern in NEVER_READ:
        for path in sorted(folder.glob(pattern)):
            _remove(path)
    for path in sorted(folder.glob("botocore/data/*")):
        if path.is_dir() and path.name not in SERVICES:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
