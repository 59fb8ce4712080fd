"""Write torch's files beside this script with torch 2.13.0, numpy 2.4.6 and safetensors 0.8.0.

`torch.safetensors` holds what is in them. With the path of a file of torch's as argument, print
its tensors instead: name, type, shape and CRC-32 of the values in C order, as `mn04.txt` has them.
"""

import argparse
import os
import sys
import zlib
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

here = Path(__file__).parent


def list_tensors(path: str) -> None:
    for name, tensor in torch.load(path, map_location="cpu").items():
        values = tensor.contiguous().numpy()
        shape = ",".join(map(str, values.shape)) or "-"
        print(name, values.dtype, shape, zlib.crc32(values.tobytes()))


class Command:
    def __reduce__(self):
        return os.system, ("touch hostile-was-here",)


def main() -> None:
    ramp = torch.arange(-12.0, 12.0).reshape(4, 6) / 3
    plain = {
        "conv.weight": ramp.reshape(2, 3, 2, 2),
        "transposed": ramp.T,
        "column": ramp[1:, 2],
        "steps": ramp[::2, 1::3],
        "repeated": ramp[0, :2].expand(3, 2),
        "single": ramp[0, 0],
        "empty": torch.zeros(0, 3),
        "half": ramp[0].half(),
        "brain": ramp[0].bfloat16(),
        "doubles": ramp[0].double(),
        "ints": torch.tensor([-5, 7], dtype=torch.int32),
        "bytes": torch.tensor([1, 2, 255], dtype=torch.uint8),
        "bn.num_batches_tracked": torch.tensor(1 << 40),
    }
    copies = {name: value.contiguous().clone() for name, value in plain.items()}
    save_file(copies, here / "torch.safetensors")
    state = OrderedDict(plain)
    state._metadata = OrderedDict([("", {"version": 1})])
    torch.save(state, here / "state.pt")
    torch.save(state, here / "state-legacy.pth", _use_new_zipfile_serialization=False)
    for protocol in (3, 5):
        torch.save(
            plain, here / f"state-legacy-{protocol}.pth",
            _use_new_zipfile_serialization=False, pickle_protocol=protocol,
        )  # fmt: skip
    weight = torch.nn.Parameter(ramp[0].clone())
    optimizer = torch.optim.AdamW([weight])
    weight.sum().backward()
    optimizer.step()
    checkpoint = {
        "epoch": 3,
        "best": torch.tensor(0.5),
        "args": argparse.Namespace(lr=1e-3, names={"a", "b"}),
        "sampler": {"state": np.arange(3), "order": [1, 2, 3]},
        "optimizer": optimizer.state_dict(),
        "model": OrderedDict([("module.weight", weight), ("module.mask", torch.ones(2).bool())]),
    }
    torch.save(checkpoint, here / "nested.pth", _use_new_zipfile_serialization=False)
    del checkpoint["optimizer"], checkpoint["sampler"]
    torch.save(checkpoint, here / "nested.pt", pickle_protocol=5)
    hostile = {"weight": Command(), "bias": torch.ones(2), "note": Command()}
    torch.save(hostile, here / "hostile.pt", pickle_protocol=4)
    torch.save(Command(), here / "hostile.pth", _use_new_zipfile_serialization=False)


if len(sys.argv) > 1:
    list_tensors(sys.argv[1])
else:
    main()
