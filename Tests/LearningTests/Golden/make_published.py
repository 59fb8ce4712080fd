"""Write files laid out as published weights are, and what PyTorch makes of them, with torch 2.13.0.

    python make_published.py REFERENCE                 the lists beside this script: name and shape of each tensor
    python make_published.py REFERENCE NAME FOLDER     NAME.pt, NAME.pth (torch's two formats) and NAME.safetensors

REFERENCE is the folder of networks.py, which defines CNN14; VGGish is torchvggish's layout, the ResNets are
torchvision's. The weights are random, their names and shapes those of the files that soundmark weights lists:
CNN14's lie under `model`, with its front end's buffers beside them. NAME.safetensors has a spectrogram,
`input` [1, 1, bands, frames], and its `embedding`; for a ResNet also `normalised`, of the spectrogram as three
channels with ImageNet's normalisation, where `embedding` is of three that are the same.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

reference = Path(sys.argv[1])
sys.path.insert(0, str(reference))
import networks  # noqa: E402

NAMES = ["cnn14", "vggish", "resnet18", "resnet34", "resnet50"]
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


class Vggish(nn.Module):
    """torchvggish's VGG; input [batch, 1, 96 frames, 64 bands]."""

    def __init__(self) -> None:
        super().__init__()
        whole = networks.Vggish(64, 4096)
        self.features, self.embeddings = whole.features, whole.embeddings

    def forward(self, x: Tensor) -> Tensor:
        return self.embeddings(self.features(x).permute(0, 2, 3, 1).flatten(1))


def network(name: str) -> nn.Module:
    if name == "cnn14":
        return networks.Cnn14(64, 64, 527)
    return Vggish() if name == "vggish" else getattr(networks.resnet, name)()


def front_end() -> dict[str, Tensor]:
    """PANNs' buffers: the transform's two matrices and the mel filters."""
    return {
        "spectrogram_extractor.stft.conv_real.weight": torch.rand(513, 1, 1024),
        "spectrogram_extractor.stft.conv_imag.weight": torch.rand(513, 1, 1024),
        "logmel_extractor.melW": torch.rand(513, 64),
    }


def state(name: str, made: nn.Module) -> dict[str, Tensor]:
    return (front_end() if name == "cnn14" else {}) | made.state_dict()


def embedding(name: str, made: nn.Module, x: Tensor) -> Tensor:
    """Of what the network's definition takes."""
    if name == "vggish":
        return made(x)
    head = "fc_audioset" if name == "cnn14" else "fc"
    setattr(made, head, nn.Identity())
    return made(x)


def write(name: str, folder: Path) -> None:
    torch.manual_seed(3)
    made = network(name).eval()
    for module in made.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.8, 1.2)
    held = state(name, made)
    whole = {"iteration": 600_000, "model": held} if name == "cnn14" else held
    torch.save(whole, folder / f"{name}.pt")
    torch.save(whole, folder / f"{name}.pth", _use_new_zipfile_serialization=False)
    x = torch.rand(1, 1, 64, 96)
    cases = {"input": x}
    with torch.inference_mode():
        if name.startswith("resnet"):
            three = x.expand(1, 3, 64, 96)
            cases["embedding"] = embedding(name, made, three)
            cases["normalised"] = made((three - MEAN) / DEVIATION)
        else:
            cases["embedding"] = embedding(name, made, x.transpose(2, 3))
    save_file({k: v.contiguous() for k, v in cases.items()}, folder / f"{name}.safetensors")


if len(sys.argv) > 2:
    write(sys.argv[2], Path(sys.argv[3]))
else:
    for name in NAMES:
        lines = [
            f"{tensor} {','.join(map(str, value.shape)) or '-'}\n"
            for tensor, value in state(name, network(name)).items()
        ]
        (Path(__file__).parent / "published" / f"{name}.txt").write_text("".join(lines))
