"""Training steps of EfficientAT's mn04 with its AudioSet weights in PyTorch, in one mode.

    python finetune_peer.py --reference ../../../shared/reference --steps 16 --channels-last --bf16

A step is what `transfer_peer.py finetune` does: 32 clips of 1 x 128 x 400 read, rolled and mixed, forward,
backward, AdamW. One JSON line: clips per second by the median and by the fastest step, peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

CLASSES, BATCH, SHAPE = 10, 32, (128, 400)


def network(reference: Path) -> nn.Module:
    """The published network with a new last layer."""
    sys.path.insert(0, str(reference))
    from networks import MobileNet  # noqa: PLC0415

    known = MobileNet(0.4, 527)
    weights = reference / "transfer" / "mn04_as_mAP_432.pt"
    known.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    known.classifier[4] = nn.Dropout(0.2)
    known.classifier[5] = nn.Linear(known.classifier[5].in_features, CLASSES)
    return known.train()


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--embed", action="store_true", help="embeddings alone, of the frozen network")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    layout = torch.channels_last if a.channels_last else torch.contiguous_format
    model = network(a.reference).to(memory_format=layout)
    optimiser = torch.optim.AdamW(model.parameters(), 5e-4, weight_decay=1e-2)
    step = torch.compile(model) if a.compile else model
    generator = np.random.default_rng(1)
    clips = generator.standard_normal((4 * BATCH, *SHAPE)).astype(np.float16)
    labels = generator.integers(CLASSES, size=len(clips))
    times = []
    if a.embed:
        model.eval()
        embed = torch.compile(model.embed) if a.compile else model.embed
    for _ in range(a.steps + 3):
        begin = time.perf_counter()
        if a.embed:
            x = torch.from_numpy(clips[:BATCH]).float()[:, None].contiguous(memory_format=layout)
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=a.bf16):
                embed(x)
            times.append(time.perf_counter() - begin)
            continue
        places = generator.permutation(len(clips))[:BATCH]
        x = torch.from_numpy(clips[places]).float()[:, None]
        x = torch.stack([torch.roll(c, int(generator.integers(SHAPE[1])), -1) for c in x])
        target = F.one_hot(torch.from_numpy(labels[places]), CLASSES).float()
        weight, partner = float(generator.beta(0.3, 0.3)), torch.randperm(BATCH)
        x = weight * x + (1 - weight) * x[partner]
        target = 0.9 * (weight * target + (1 - weight) * target[partner]) + 0.1 / CLASSES
        with torch.autocast("cpu", torch.bfloat16, enabled=a.bf16):
            logits = step(x.contiguous(memory_format=layout))
        optimiser.zero_grad()
        (-(target * F.log_softmax(logits.float(), dim=1)).sum(dim=1).mean()).backward()
        optimiser.step()
        times.append(time.perf_counter() - begin)
    times = times[3:]
    print(json.dumps({
        "clips_per_second": BATCH / float(np.median(times)),
        "median_step_seconds": float(np.median(times)), "fastest_step_seconds": min(times),
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "torch": torch.__version__,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
