"""llama.cpp's converter, which no package has as such."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

# The source of these bindings holds it.
SOURCE = "llama-cpp-python==0.3.36"


class Absent(Exception):
    """It cannot be had here; the message says what to do."""


def converter(folder):
    """convert_hf_to_gguf.py: of the checkout that LLAMA_CPP names, else out of the bindings' source, in `folder`."""
    if named := os.environ.get("LLAMA_CPP"):
        return Path(named) / "convert_hf_to_gguf.py"
    inside = "/vendor/llama.cpp/"
    if there := list(Path(folder).glob(f"llama_cpp_python-*{inside}convert_hf_to_gguf.py")):
        return there[0]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", folder, SOURCE]
    if subprocess.run(command, capture_output=True).returncode != 0:
        raise Absent(f"the source of {SOURCE} cannot be had here; LLAMA_CPP may name a checkout of llama.cpp")
    archive = next(Path(folder).glob("llama_cpp_python-*.tar.gz"))
    with tarfile.open(archive) as tar:
        wanted = ("convert_hf_to_gguf.py", "conversion/", "gguf-py/")
        members = [each for each in tar if each.name.partition(inside)[2].startswith(wanted)]
        tar.extractall(folder, members, filter="data")
    return next(Path(folder).glob(f"llama_cpp_python-*{inside}convert_hf_to_gguf.py"))
