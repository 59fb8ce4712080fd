"""Make Grad-CAM's maps with PyTorch, of the reference networks in evaluation mode.

    python make_gradcam.py ../../../../shared/reference ../../LearningTests/Golden .

For each network: the maps of the layer that is named here, weighed by the mean of their gradients of each
clip's label's logit, summed, and what is below zero cut off; and the first clip's gradient by the input. Hooks on the network
that the reference's make_networks.py has made the weights of; nothing of a package for explanations.
"""

import sys
from pathlib import Path

reference, narrow, here = (Path(argument).resolve() for argument in sys.argv[1:4])
sys.path.insert(0, str(reference))

import networks  # noqa: E402
import torch  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


def relu_before_last_pooling(network: torch.nn.Module) -> torch.nn.Module:
    """cnn4's last ReLU: the average pooling behind it is the last of its features."""
    return network.features[-2]


CASES = {
    "cnn4": (narrow, lambda: networks.narrow_cnn4(5), relu_before_last_pooling),
    "resnet18": (
        narrow,
        lambda: networks.NarrowResNet(networks.resnet.BasicBlock, [2, 2, 2, 2], 3),
        lambda network: network.layer4,
    ),
    "mobilenet": (
        reference / "transfer",
        lambda: networks.MobileNet(0.1),
        lambda network: network.features[-1],
    ),
}

for name, (folder, make, last) in CASES.items():
    file = load_file(folder / f"{name}.safetensors")
    network = make()
    weights = {key.removeprefix("weights/"): value for key, value in file.items() if key.startswith("weights/")}
    network.load_state_dict(weights, strict=False)
    network.eval()
    kept = {}

    def keep(_module, _inputs, output):
        output.retain_grad()
        kept["maps"] = output

    last(network).register_forward_hook(keep)
    inputs = file["input"].clone().requires_grad_()
    logits = network(inputs)
    logits.gather(1, file["labels"].long().unsqueeze(1)).sum().backward()
    maps, gradients = kept["maps"], kept["maps"].grad
    weighed = gradients.mean(dim=(2, 3), keepdim=True) * maps
    cam = torch.relu(weighed.sum(dim=1)).detach()
    whole = torch.nn.functional.interpolate(
        cam[:1].unsqueeze(1), size=inputs.shape[2:], mode="bilinear", align_corners=False
    )[0, 0]
    print(name, tuple(inputs.shape), tuple(maps.shape), float(cam.max()))
    save_file(
        {
            "input_gradient": inputs.grad[0, 0].contiguous(),
            "gradcam": cam.contiguous(),
            "gradcam_spread": whole.contiguous(),
            "logits": logits.detach().contiguous(),
        },
        here / f"{name}.safetensors",
    )
