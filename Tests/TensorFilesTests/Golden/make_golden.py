"""Write the files beside this script with numpy 2.4.6, torch 2.13.0 and safetensors 0.8.0."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

here = Path(__file__).parent
ramp = np.arange(-6, 6, dtype=np.float32).reshape(3, 4) / 3
np.save(here / "matrix-float32.npy", ramp)
np.save(here / "matrix-float16.npy", ramp.astype(np.float16))
np.save(here / "vector.npy", ramp[0])
np.save(here / "scalar.npy", ramp[1, 1])
np.save(here / "empty.npy", np.zeros((0, 173), np.float32))
np.save(here / "axes.npy", np.ones((1,) * 20, np.float16))
np.save(here / "long.npy", np.zeros(1234, np.float16))
np.save(here / "integers.npy", np.array([0, -1, 2**62]))
np.save(here / "text.npy", np.array(["siren", "Straßenmusik", "犬"]))

tensors = {
    "conv1.weight": torch.from_numpy(ramp),
    "half": torch.from_numpy(ramp).half(),
    "brain": torch.from_numpy(ramp).bfloat16(),
    "labels": torch.tensor([3, -1, 2**62]),
    "bn.num_batches_tracked": torch.tensor(7),
    'quoted "name"\n\x01 ü 犬': torch.tensor([1.5]),
    "doubles": torch.from_numpy(ramp).double(),
    "bytes": torch.tensor([1, 2, 255], dtype=torch.uint8),
    "ints": torch.tensor([-5], dtype=torch.int32),
    "empty": torch.zeros(0, 3),
}
save_file(tensors, here / "tensors.safetensors", metadata={"labels": '["dog_bark", "siren"]\t'})
