"""Makes knowledge/comparison_kin.toml, what words mean in other words, out of WordNet's data files.

    python bench/kin.py /usr/share/wordnet > src/binder/knowledge/comparison_kin.toml

Needs scipy, which binder does not. A word gets two sorts of kin: the words that explain it where it is a thing of
medicine ("hysterectomy": surgical, removal, uterus), and the words whose meanings hang together with its own in
WordNet's web of synonyms, kinds, parts and explanations. All words are folded as the comparison folds them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-not-found]
from scipy.sparse.linalg import svds  # type: ignore[import-not-found]

from binder.comparison.words import EVERYDAY_WORDS, STOPWORDS, fold, stem


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(re.findall(r"\w+", text))


HEADER = '''# What words mean in other words, folded: a word, what explains it, after = what is near to it (0 to 99).
# Made by bench/kin.py; do not edit.
dated = "2026-11-29"
source = """WordNet 3.0 (Debian package wordnet-base). WordNet 3.0 Copyright 2006 by Princeton University. All rights
reserved. Permission to use, copy, modify and distribute this software and database and its documentation for any
purpose and without fee or royalty is hereby granted, provided that this notice appears on all copies. THIS SOFTWARE AND
DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR IMPLIED. The
name of Princeton University or Princeton may not be used in advertising or publicity pertaining to distribution of the
software and/or database. Title to copyright in this software, database and any associated documentation shall at all
times remain with Princeton University."""
'''
# Things of medicine hang under these, in these of the lexicographers' files.
ROOTS = {
    "08": listed("body_part body_substance organ tissue bodily_fluid liquid_body_substance body_covering structure"),
    "26": listed("ill_health physical_condition pathological_state symptom illness disease disorder"),
    "04": listed("medical_care operation surgery therapy treatment diagnostic_procedure medical_procedure"),
    "06": listed("drug medicine medical_instrument prosthesis surgical_instrument therapeutic medical_device"),
    "27": listed("drug medicine hormone antibody vitamin"),
    "11": listed("symptom"),
    "22": listed("pathology growth organic_process bodily_process"),
}
# How much of a meaning goes over to another it points to, by the sort of pointer (wninput(5WN)).
DECAY = {"@": 0.7, "@i": 0.7, "~": 0.25, "#p": 0.5, "%p": 0.4, "#m": 0.3, "%m": 0.3, "#s": 0.4, "+": 0.8, "\\": 0.9,
         "&": 0.6, "!": 0.5, "=": 0.5, ";c": 0.5, "*": 0.5, ">": 0.5, "$": 0.5, "^": 0.5}  # fmt: skip
EXPLAINED = 6  # words that explain one word
NEAR = 8  # words near to one word, from LEAST on
LEAST = 0.45
OFTEN = 6  # a word of no medicine is taken in if WordNet's texts hold it so many times
DULL = frozenset(
    stem(w)
    for w in listed("""characterized caused cause causing condition usually often etc especially used using person
    people body consisting containing having resulting associated certain form formed forms type types kind being made
    affecting affect produce produced produces various known called given something someone serves act action process
    part parts located found relating related pertaining treat treatment treated disease disorder
    illness medical drug medicine trade name one two human many several large small great""")
)


@dataclass(frozen=True, slots=True)
class Synset:
    """A meaning: its words, where it points (sort of pointer, part of speech and offset), and its explanation."""

    file: str
    words: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    gloss: str


def synsets(folder: Path) -> dict[str, Synset]:
    """All meanings but slang, by part of speech and offset."""
    found = {}
    for pos, name in (("n", "noun"), ("v", "verb"), ("a", "adj"), ("r", "adv")):
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields, _, gloss = line.partition(" | ")
            parts = fields.split()
            count = int(parts[3], 16)
            words = tuple(re.sub(r"\(.*\)", "", parts[4 + 2 * n]).lower() for n in range(count))
            at = 4 + 2 * count
            raw = [parts[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(parts[at]))]
            points = tuple((p[0], p[2].replace("s", "a") + p[1]) for p in raw)
            if not any(mark == ";u" for mark, _ in points):
                found[pos + parts[0]] = Synset(parts[1], words, points, gloss.split('; "')[0])
    return found


def of_medicine(meanings: dict[str, Synset]) -> set[str]:
    """The nouns that hang under one of the roots, and the adjectives that pertain to them."""
    below = defaultdict(list)
    for key, meaning in meanings.items():
        for mark, other in meaning.points:
            if mark in ("@", "@i"):
                below[other].append(key)
    stack = [k for k, s in meanings.items() if k[0] == "n" and any(w in ROOTS.get(s.file, ()) for w in s.words)]
    found: set[str] = set()
    while stack:
        key = stack.pop()
        if key not in found:
            found.add(key)
            stack += below[key]
    adjectives = {k for k, s in meanings.items() if k[0] == "a" and any(o in found for m, o in s.points if m in "\\+")}
    return found | adjectives


def content(text: str, dull: Iterable[str] = DULL | EVERYDAY_WORDS) -> list[str]:
    """The folded words of a text that say something."""
    stems = (stem(w) for w in fold(text.replace("_", " ")))
    return [w for w in stems if len(w) > 2 and w.isalpha() and w not in STOPWORDS and w not in dull]


def explained(meanings: dict[str, Synset], medical: set[str]) -> dict[str, list[str]]:
    """A word or phrase of medicine -> its synonyms and the words that explain it."""
    table: dict[str, dict[str, None]] = defaultdict(dict)
    for key in sorted(medical):
        meaning = meanings[key]
        if key[0] == "n":
            others = [w for word in meaning.words for w in content(word)] + content(re.split(r"[;(]", meaning.gloss)[0])
        else:
            nouns = [meanings[o] for m, o in meaning.points if o in medical and m in "\\+"]
            others = [w for noun in nouns for word in noun.words for w in content(word)]
        for word in meaning.words:
            stems = [stem(w) for w in fold(word.replace("_", " "))]
            if stems and all(s.isalpha() for s in stems) and len("".join(stems)) > 2 and len(stems) <= 3:
                table[" ".join(stems)].update(dict.fromkeys(o for o in others if o not in stems))
    return {word: list(others)[:EXPLAINED] for word, others in table.items()}


def spread(meanings: dict[str, Synset], start: str) -> Counter[str]:
    """The meanings and words that hang together with one meaning, and how much."""
    found: Counter[str] = Counter()
    seen: dict[str, float] = {}
    front = {start: 1.0}
    for _ in range(3):
        following: dict[str, float] = {}
        for key, weight in front.items():
            if seen.get(key, 0.0) >= weight:
                continue
            seen[key] = weight
            for mark, other in meanings[key].points:
                passed = DECAY.get(mark, 0.0) * weight
                if passed >= 0.2 and other in meanings:
                    following[other] = max(following.get(other, 0.0), passed)
        front = following
    for key, weight in seen.items():
        found[f"meaning {key}"] += weight
        for word in meanings[key].words:
            found.update({w: 0.6 * weight for w in content(word, ())})
        if weight >= 0.3:
            found.update({w: 0.5 * weight for w in content(meanings[key].gloss, ())})
    return found


def near(folder: Path, meanings: dict[str, Synset], medical: set[str]) -> dict[str, list[tuple[str, float]]]:
    """A word -> the words nearest to it."""
    often: Counter[str] = Counter()
    for line in (folder / "cntlist.rev").read_text().splitlines():
        often[line.split("%")[0]] += int(line.split()[2])
    named = {w for key in medical for w in meanings[key].words}
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for pos, name in (("n", "noun"), ("v", "verb"), ("a", "adj"), ("r", "adv")):
        for line in (folder / f"index.{name}").read_text().splitlines():
            parts = line.split()
            word = parts[0].lower() if parts else ""
            if line.startswith("  ") or not word.isalpha() or len(word) < 3:
                continue
            if (word not in named and often[word] < OFTEN) or stem(word) in STOPWORDS:
                continue
            for rank, offset in enumerate(parts[-int(parts[2]) :][:4]):
                if pos + offset in meanings:
                    weight = (1.6 if pos + offset in medical else 1.0) / (1 + 1.5 * rank)
                    rows[stem(word)].update({k: weight * v for k, v in spread(meanings, pos + offset).items()})
            rows[stem(word)][stem(word)] += 2.0
    words = sorted(rows)
    held = Counter(k for row in rows.values() for k in row)
    columns = {k: n for n, k in enumerate(sorted(k for k, n in held.items() if n >= 2))}
    at: tuple[list[int], list[int], list[float]] = ([], [], [])
    for n, word in enumerate(words):
        row = {columns[k]: sqrt(v) * log(len(words) / held[k]) for k, v in rows[word].items() if k in columns}
        length = sqrt(sum(v * v for v in row.values())) or 1.0
        for column, value in row.items():
            for some, one in zip(at, (n, column, value / length), strict=True):
                some.append(one)  # type: ignore[arg-type]
    matrix = csr_matrix((at[2], (at[0], at[1])), shape=(len(words), len(columns)))
    left, values, _ = svds(matrix, k=200, random_state=1)
    vectors = left * np.sqrt(values)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    found = {}
    for n, word in enumerate(words):
        alike = (vectors @ vectors[n] + (matrix @ matrix[n].T).toarray().ravel()) / 2
        best = [int(k) for k in np.argsort(-alike)[: NEAR + 1] if k != n and alike[k] >= LEAST]
        found[word] = [(words[k], float(alike[k])) for k in best[:NEAR]]
    return found


def main(folder: Path) -> None:
    """Print the file."""
    meanings = synsets(folder)
    medical = of_medicine(meanings)
    why, beside = explained(meanings, medical), near(folder, meanings, medical)
    print(HEADER)
    print("kin = '''")
    for word in sorted(why.keys() | beside.keys()):
        others = " ".join(f"{min(99, round(100 * v))}{w}" for w, v in beside.get(word, ()))
        if why.get(word) or others:
            print(f"{word}: {' '.join(why.get(word, ()))} = {others}".replace("  ", " ").rstrip())
    print("'''")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
