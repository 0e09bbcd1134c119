"""Generates the messages of the proto: ``python -m deploy.contract.generate``.

Imports nothing of the program, which imports what is generated.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "packages/contract/proto"
PROTO = Path("slo_monitor/v1/slo_monitor.proto")
TARGET = ROOT / "app/api/gen"


def main() -> None:
    """Generate them, and put them where they are imported from."""
    with tempfile.TemporaryDirectory() as folder:
        to = (f"-I{SOURCE}", f"--python_out={folder}", f"--pyi_out={folder}")
        subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *to, str(PROTO)], check=True)
        for ending in ("_pb2.py", "_pb2.pyi"):
            name = f"{PROTO.stem}{ending}"
            shutil.copyfile(Path(folder) / PROTO.with_name(name), TARGET / name)
            print(f"wrote app/api/gen/{name}")


if __name__ == "__main__":
    main()
