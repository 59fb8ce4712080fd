"""Draw spectrogram.npy with matplotlib 3.11.2 in each colormap, as `imshow(origin="lower")` does.

spectrogram.npy is a part of the reference `torchaudio-db`, [48 bands, 40 frames].
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

here = Path(__file__).parent
if len(sys.argv) > 1:
    np.save(here / "spectrogram.npy", np.load(sys.argv[1])[::2, :40][:48].copy())
values = np.load(here / "spectrogram.npy")
for name in ("viridis", "magma", "inferno", "gray"):
    for span, (low, high) in {"": (None, None), "-fixed": (-60, 10)}.items():
        file = here / f"{name}{span}.png"
        plt.imsave(file, values, cmap=name, vmin=low, vmax=high, origin="lower")
