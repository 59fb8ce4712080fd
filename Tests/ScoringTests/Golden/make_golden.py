"""Score predictions.csv with scikit-learn 1.9.1, SciPy 1.17.1 and numpy 2.4.6; print the results.

predictions.csv is every 15th line of what the peer's cnn4 says of UrbanSound8K's folds 1 and 2,
with all sirens (class 8) left out, so that a class is absent from the truth.
"""

import csv
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from scipy.stats import binomtest
from sklearn import metrics

rows = list(csv.DictReader((Path(__file__).parent / "predictions.csv").open()))
truth = np.array([int(row["label"]) for row in rows])
p = np.array([[float(row[f"p{i}"]) for i in range(10)] for row in rows])
predicted = p.argmax(axis=1)
labels = sorted(set(truth))
print(metrics.confusion_matrix(truth, predicted, labels=range(10)))
print("accuracy", metrics.accuracy_score(truth, predicted))
print("balanced accuracy", metrics.balanced_accuracy_score(truth, predicted))
each = metrics.precision_recall_fscore_support(truth, predicted, labels=range(10), zero_division=0)
print("classes", *each, sep="\n")
macro = metrics.precision_recall_fscore_support(
    truth, predicted, labels=labels, zero_division=0, average="macro"
)
print("macro", macro)
print("log loss", metrics.log_loss(truth, p, labels=range(10)))
print("Brier", metrics.brier_score_loss(truth, p, labels=range(10)))


def loss_at(log_temperature: float) -> float:
    logits = np.log(p) / np.exp(log_temperature)
    logits -= logsumexp(logits, axis=1, keepdims=True)
    return -logits[np.arange(len(p)), truth].mean()


found = minimize_scalar(loss_at, bounds=(-3, 3), options={"xatol": 1e-12})
print("temperature", np.exp(found.x), "log loss", found.fun)
order = np.argsort(p.max(axis=1), kind="stable")
bins = [order[len(p) * i // 5 : len(p) * (i + 1) // 5] for i in range(5)]
confidence = np.array([p.max(axis=1)[b].mean() for b in bins])
accuracy = np.array([(predicted == truth)[b].mean() for b in bins])
sizes = np.array([len(b) for b in bins])
share = sizes / len(p)
print("calibration error", (share * abs(confidence - accuracy)).sum())
chance = accuracy * (1 - accuracy) / (sizes - 1)  # unbiased_square_ce of Kumar's library
print("debiased square", (share * ((confidence - accuracy) ** 2 - chance)).sum())
# Several labels: a clip's own, and those with more than a fifth; no sirens. Rounded, so that scores tie.
several = np.eye(10, dtype=int)[truth] | (p > 0.2)
several[:, 8] = 0
heard = np.flatnonzero(several.any(axis=0))
each = metrics.average_precision_score(several[:, heard], np.round(p, 2)[:, heard], average=None)
print("average precision", dict(zip(heard, each, strict=True)), each.mean())
for label in (0, 3):
    thresholds = p[:, label]
    print("best F1", label, max((metrics.f1_score(truth == label, p[:, label] >= t), t) for t in thresholds))

p[0] = np.eye(10)[(truth[0] + 1) % 10]
print("log loss, first clip surely wrong", metrics.log_loss(truth, p, labels=range(10)))

# Another classifier: one that is right only where this one is sure.
first = predicted == truth
second = p[np.arange(len(p)), truth] > 0.6
first[0], second[0] = False, True
only_first, only_second = (first & ~second).sum(), (~first & second).sum()
print("McNemar", only_first, only_second, binomtest(only_first, only_first + only_second).pvalue)
print("interval", binomtest(int(first.sum()), len(first)).proportion_ci(method="wilson"))
recordings = np.array([row["recording"] for row in rows])
groups = [np.flatnonzero(recordings == name) for name in np.unique(recordings)]
gain = first.astype(int) - second
generator = np.random.default_rng(1)
differences = []
for _ in range(20_000):
    drawn = generator.integers(len(groups), size=len(groups))
    clips = sum(len(groups[i]) for i in drawn)
    differences.append(sum(gain[groups[i]].sum() for i in drawn) / clips)
print("bootstrap", len(groups), gain.mean(), np.quantile(differences, [0.025, 0.975]))
