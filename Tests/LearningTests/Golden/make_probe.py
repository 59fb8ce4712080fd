"""Logistic regression by scikit-learn, for ProbeTests: python make_probe.py (scikit-learn, safetensors, numpy)."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROWS, FEATURES, CLASSES = 120, 16, 4
generator = np.random.default_rng(7)
labels = np.arange(ROWS) % CLASSES
centres = generator.normal(size=(CLASSES, FEATURES))
embeddings = centres[labels] * 0.8 + generator.normal(size=(ROWS, FEATURES)) * generator.uniform(
    0.5, 4, size=FEATURES
)
embeddings[:, 3] = 2.5  # a constant feature
embeddings = embeddings.astype(np.float32)
tensors = {"embeddings": embeddings, "labels": labels.astype(np.int64)}
for name, c in (("strong", 0.03), ("weak", 3.0)):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=10_000, tol=1e-8))
    model.fit(embeddings, labels)
    tensors[f"{name}.probabilities"] = model.predict_proba(embeddings).astype(np.float32)
# Several labels a row: its own class, and the next where a feature is high.
several = np.eye(CLASSES, dtype=np.int64)[labels]
several[np.arange(ROWS), (labels + 1) % CLASSES] |= embeddings[:, 0] > 1
several[::10] = 0
tensors["several.labels"] = several
model = make_pipeline(
    StandardScaler(), OneVsRestClassifier(LogisticRegression(C=0.03, max_iter=10_000, tol=1e-8))
)
several_probabilities = model.fit(embeddings, several).predict_proba(embeddings).astype(np.float32)
# It is a transposed array, of which safetensors would write the bytes as they lie.
tensors["several.probabilities"] = np.ascontiguousarray(several_probabilities)
save_file(tensors, Path(__file__).parent / "probe.safetensors")
