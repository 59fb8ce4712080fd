"""Make narrow reference networks with PyTorch: small enough for the repository.

    python make_golden.py ../../../../shared/reference .

The reference folder's make_networks.py does the work, as it does for the wider networks there
(its docstring and the README beside it say what each tensor is); only the widths and the seeds
differ. Widths that no vector divides show whether channels are padded rightly.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(sys.argv[1]).resolve()))

import make_networks as reference
import networks
import torch

MAKERS = {
    "cnn4": lambda: networks.narrow_cnn4(5),
    "resnet18": lambda: networks.NarrowResNet(networks.resnet.BasicBlock, [2, 2, 2, 2], 3),
}
SHAPES = {"cnn4": (2, 1, 33, 38), "resnet18": (4, 1, 64, 66)}

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
reference.make_network = lambda name: MAKERS[name]()
reference.INPUT_SHAPES = SHAPES
reference.SEEDS = {name: reference.search(name, 24) for name in MAKERS}
reference.make(Path(sys.argv[2]))
