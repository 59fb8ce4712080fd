"""What numpy, SciPy, torchaudio and librosa make of a sound: run in this folder, it writes the .npy files."""

import librosa
import numpy as np
import scipy.signal
import torch
import torchaudio

RATE = 22_050
COUNT = 5_000

random = np.random.default_rng(28)
time = np.arange(COUNT) / RATE
sound = 0.5 * scipy.signal.chirp(time, 200, time[-1], 6_000) * np.hanning(COUNT)
sound = (sound + 0.05 * random.standard_normal(COUNT)).astype(np.float32)


def save(name, values):
    np.save(name, np.asarray(values, dtype=np.float32))


save("input", sound)

# Butterworth's magnitude, without a delay: `room` zeros behind, and the size that SpectralFilter takes.
cutoff = 2_000 / RATE
room = int(8 / cutoff)
size = next(
    k * 2**n for n in range(1, 30) for k in range(4, 8) if k * 2**n >= COUNT + room
)
frequency = np.arange(size // 2 + 1) / size
spectrum = np.fft.rfft(sound.astype(np.float64), size)
filtered = np.fft.irfft(
    spectrum / np.sqrt(1 + (frequency / cutoff) ** 16), size
)
save("low-pass-2000", filtered[:COUNT])

response = (random.standard_normal(1_500) * np.exp(-np.arange(1_500) / 300)).astype(
    np.float32
)
save("response", response)
save(
    "convolution",
    scipy.signal.fftconvolve(sound.astype(np.float64), response.astype(np.float64)),
)

encoded = torchaudio.functional.mu_law_encoding(torch.from_numpy(sound), 64)
save("mu-law-64", torchaudio.functional.mu_law_decoding(encoded, 64).numpy())

for rate in (1.2, 0.8):
    save(
        f"time-stretch-{rate}",
        librosa.effects.time_stretch(sound.astype(np.float64), rate=rate),
    )
for steps in (3, -5):
    save(
        f"pitch-shift{steps:+d}",
        librosa.effects.pitch_shift(
            sound.astype(np.float64), sr=RATE, n_steps=steps, res_type="soxr_hq"
        ),
    )

low = librosa.resample(sound, orig_sr=RATE, target_sr=8_000, res_type="soxr_hq")
save(
    "rate-8000",
    librosa.resample(low, orig_sr=8_000, target_sr=RATE, res_type="soxr_hq")[:COUNT],
)
