"""Make what scikit-learn's PCA and TSNE say of Gaussian blobs.

    python make_projection.py .

Five blobs of 60 points in 12 dimensions, their spreads different along each, so that the first components are
told apart.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

here = Path(sys.argv[1])
random = np.random.default_rng(5)
centres = random.normal(size=(5, 12)) * np.linspace(9, 1, 12)
points = np.repeat(centres, 60, axis=0) + random.normal(size=(300, 12))
points = points.astype(np.float32)
components = PCA(4, svd_solver="full").fit_transform(points.astype(np.float64))
projection = TSNE(perplexity=30, init="pca", random_state=0).fit(points)
print("divergence", projection.kl_divergence_)
np.save(here / "blobs.npy", points)
np.save(here / "components.npy", np.ascontiguousarray(components.astype(np.float32)))
np.save(here / "divergence.npy", np.array([projection.kl_divergence_], np.float32))
