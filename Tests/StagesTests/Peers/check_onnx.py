"""Check exported ONNX models, and compare onnxruntime's logits.

    python check_onnx.py FOLDER

FOLDER has NAME.onnx and NAME.cases.safetensors: `input.CASE` [batch, 1, bands, frames], `logits.CASE`.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file

models = sorted(Path(sys.argv[1]).glob("*.onnx"))
assert models, "no models"
wrong = []
for path in models:
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["front_end"], path.name
    cases = load_file(path.with_suffix(".cases.safetensors"))
    names = sorted(name.removeprefix("input.") for name in cases if name.startswith("input."))
    for name in names:
        (logits,) = session.run(["logits"], {"spectrograms": cases[f"input.{name}"]})
        distance = float(np.abs(logits - cases[f"logits.{name}"]).max())
        print(f"{path.stem:20} {name:12} {distance:.1e}")
        if not distance < 1e-4:
            wrong.append(f"{path.stem} {name}")
sys.exit(f"other logits: {', '.join(wrong)}" if wrong else 0)
