"""Load exported state dictionaries into PyTorch's definitions, strictly, and compare logits.

    python check_state_dict.py REFERENCE FOLDER

REFERENCE is the folder of networks.py. FOLDER has, for each network of it, NAME.state.safetensors and
NAME.cases.safetensors: `input` as the definition takes it, standardised, and `logits`.
"""

import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file

reference, folder = Path(sys.argv[1]), Path(sys.argv[2])
sys.path.insert(0, str(reference))
import networks  # noqa: E402

states = sorted(folder.glob("*.state.safetensors"))
assert states, "no state dictionaries"
wrong = []
for path in states:
    name = path.name.removesuffix(".state.safetensors")
    cases = load_file(folder / f"{name}.cases.safetensors")
    with safe_open(path, "pt") as stream:
        metadata = stream.metadata()
    mean, deviation = (float(metadata[f"input_{k}"]) for k in ("mean", "standard_deviation"))
    network = networks.make_network(name.split()[0])
    network.load_state_dict(load_file(path), strict=True)
    spectrograms = cases["input"] * deviation + mean
    with torch.inference_mode():
        logits = network.eval()((spectrograms - mean) / deviation)
    distance = (logits - cases["logits"]).abs().max().item()
    print(f"{name:20} {distance:.1e}")
    if not distance < 1e-4:
        wrong.append(name)
sys.exit(f"other logits: {', '.join(wrong)}" if wrong else 0)
