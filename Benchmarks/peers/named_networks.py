"""The networks that soundmark knows by name, in PyTorch and at their full widths.

Their definitions are the reference's (`networks.py` in the folder of reference networks), which are
narrow there; torchvision's ResNets take one input channel here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from torch import nn

from cpu_imports import import_torchvision

CLASSES = 10
WIDTHS = (32, 64, 128, 256)


def make(name: str, shape: tuple[int, ...], reference: Path) -> nn.Module:
    """A network for inputs [1, bands, frames]; VGGish and CNN14 take [1, frames, bands]."""
    if name.startswith("resnet"):
        network = getattr(import_torchvision().models, name)(num_classes=CLASSES)
        network.conv1 = nn.Conv2d(1, 64, 7, stride=2, padding=3, bias=False)
        return network  # type: ignore[no-any-return]
    sys.path.insert(0, str(reference))
    import networks

    if name.startswith("efficientat-mn"):
        return networks.MobileNet(int(name[-2:]) / 10, CLASSES)  # type: ignore[no-any-return]
    if name == "sbcnn":
        return networks.SbCnn()  # type: ignore[no-any-return]
    if name == "vggish":
        return networks.Vggish(64, 4096)  # type: ignore[no-any-return]
    if name == "cnn14":
        return networks.Cnn14(64, bands=shape[-1])  # type: ignore[no-any-return]
    if name == "transformer":
        return widened_transformer(networks, shape)
    return widened_crnn(networks, "attention" if name == "crnn-attention" else "mean")


def widened_crnn(networks: Any, pooling: str) -> nn.Module:
    """The reference's `Crnn` with cnn4's channels."""
    network: nn.Module = networks.Crnn(pooling)
    network.features = networks.conv_blocks(WIDTHS, ((2, 2), (2, 2), (2, 1), (2, 1)))
    network.gru = nn.GRU(WIDTHS[-1], 128, batch_first=True, bidirectional=True)
    return network


def widened_transformer(networks: Any, shape: tuple[int, ...]) -> nn.Module:
    """The reference's `Transformer` with cnn4's channels, and a position for each cell."""
    network: nn.Module = networks.Transformer()
    network.features = networks.conv_blocks(WIDTHS, ((2, 2),) * 4)
    network.projection = nn.Linear(WIDTHS[-1], 128)
    cells = (shape[-2] // 16) * (shape[-1] // 16)
    network.position = nn.Parameter(0.02 * torch.randn(1, cells, 128))
    return network
