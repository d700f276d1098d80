"""How alike the words of two texts are, and whether the best answer of a word belongs to another word.

Token states of a middle layer and maximum similarity (Zhang et al. 2020, BERTScore); and a space in which
Chinese and English words that answer each other lie close, learned from translations: canonical correlation
analysis of the states of aligned words (Hotelling 1936; for two languages Faruqui & Dyer 2014) leaves out
what the states of the two languages do not have in common. In both the evidence of competition: whether the
best counterpart of a word is another word's, and what nothing has claimed. `tests/training/fit_coverage.py`
makes the two maps.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from aligner.checks.evidence.learned import Floats
from aligner.checks.evidence.words import EncodedWords, Word
from aligner.language.tables import packaged
from aligner.record.model import Side, other

SIMILARITY: tuple[str, ...] = (
    "distance", "distance around", "stolen", "stolen around", "apart", "apart around", "free", "longer",
    "name", "figure", "function",
)  # fmt: skip
"""Distance to the most similar token of the answer, of the word and with its neighbours; by how much another
word is more like that answer; disagreement of the two sides' choices; mean distance of the passage; length of
the text by that of the answer (log); what kind of word it is."""
COMPETITION: tuple[str, ...] = (
    "far", "far around", "far before", "far behind", "far stolen", "far apart", "margin", "unmatched",
    "unclaimed", "unclaimed near", "far on average", "far from content", "far as a word",
)  # fmt: skip
"""Distance to the nearest word of the answer; of the word and its neighbours; by how much another word is
nearer to that; disagreement of the two sides' choices; by how much this word is nearer to some word of the
answer than any other is; share of it that an optimal transport leaves over; the answer's words that nothing
claims, in all and where the counterpart should stand; distance of all words on average; to content words
only; of the whole Chinese word."""
OVERALL: tuple[str, ...] = ("alike", "norms", "back", "worst back", "content across")
"""What is known of the passage as a whole: cosine of the sums of its states and of its answers', the
logarithm of their lengths' ratio, distance of the answers' words to it, on average and the three worst, and
how many content words the answers have (log)."""
# Temperature of the agreement between the two sides. As with all numbers here, the weights of `coverage` were
# learned with it: after a change learn those again (`tests/training/fit_coverage.py`), and then those of
# `names`, which rest on them. As the weights are, .04 or .06 changes one or two of the findings on the seeds.
HEAT = 0.05
# Optimal transport: entropy, similarity from which a word is rather left over, iterations. Set before the
# weights were learned. As they are, .05 of entropy, or .4 or .5 of similarity, changes one or two findings on
# the seeds; .07, or 7 or 9 iterations, change none.
SMOOTH, DUSTBIN, ROUNDS = 0.06, 0.45, 8
# Taken from the similarity to punctuation, so that a word with no counterpart does not find it in a comma.
# .05 more or less changes no finding on the seeds.
MARK = 0.3
# Neighbours of a word that tell where its counterpart should stand; words of the answer around there. On the
# seeds 2 or 4 neighbours, or 3 words, change no finding; 5 words change the extent of one.
REACH, WINDOW = 3, 4
# Claims on a word of the answer that are kept: one's own, both neighbours', and the best other; with fewer
# the best other might be a neighbour's, which does not count.
RIVALS = 4


def similarity_features(
    text: EncodedWords, answers: Sequence[EncodedWords], side: Side, *, learned_for: bool
) -> tuple[Floats, Floats, Floats]:
    """What likeness says of every word and of the whole text: `SIMILARITY`, shape (u, 11), `COMPETITION`,
    shape (u, 13), and `OVERALL`. The last two are empty unless the space was `learned_for` the model that
    encoded the texts; `OVERALL` also where the encoder gave no vectors."""
    similarity = token_features(text, np.concatenate([part.tokens for part in answers]))
    if not learned_for or not text.words:
        return similarity, np.zeros((len(text.words), 0)), np.zeros(0)
    places = _placed(text, side)
    answer_places = np.concatenate([_placed(part, other(side)) for part in answers])
    words = [word for part in answers for word in part.words]
    competition = space_features(places, answer_places, text.words, words, text.chinese_words)
    return similarity, competition, _overall(text, answers, places @ answer_places.T, words)


def token_features(text: EncodedWords, answers: NDArray[np.float32]) -> Floats:
    """A row of `SIMILARITY` for every word, shape (u, f); `answers`: the token states of the answers, shape
    (m, d), of unit length."""
    if not text.words or not len(answers):
        return np.zeros((len(text.words), len(SIMILARITY)))
    alike = text.tokens @ answers.T
    first, sizes = text.bounds
    best = np.add.reduceat(alike.max(1), first) / sizes
    mean = np.add.reduceat(alike, first, axis=0) / sizes[:, None]
    heard = text.heard
    distance, taken, apart = 1 - best, stolen(mean, heard), 1 - agreement(mean)
    free = distance[heard].mean() if heard.any() else 0.0
    longer = np.log((alike.shape[0] + 2) / (alike.shape[1] + 2))
    columns = [column for values in (distance, taken, apart) for column in (values, smoothed(values, heard))]
    columns += [np.full(len(text.words), value) for value in (free, longer)]
    columns += [
        np.array([word.kind == kind for word in text.words], float) for kind in ("name", "figure", "function")
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _overall(
    text: EncodedWords,
    answers: Sequence[EncodedWords],
    alike: NDArray[np.float32],
    answer_words: Sequence[Word],
) -> Floats:
    if not all(len(part.encoded.vector) for part in (text, *answers)):  # some may be remembered with theirs
        return np.zeros(0)
    vector, answer = text.encoded.vector, np.sum([part.encoded.vector for part in answers], axis=0)
    a, b = float(np.linalg.norm(vector)) + 1e-6, float(np.linalg.norm(answer)) + 1e-6
    heard = np.array([word.kind != "mark" for word in answer_words], bool)
    back = np.sort(1 - alike.max(0)[heard])[::-1] if heard.any() else np.zeros(1)
    content = sum(word.kind not in ("mark", "function") for word in answer_words)
    return np.array(
        [float(vector @ answer) / a / b, np.log(a / b), back.mean(), back[:3].mean(), np.log1p(content)]
    )


@cache
def shared_space() -> dict[str, NDArray[np.float32]]:
    """What leads from states to the space, ``zh_mean`` (d,) and ``zh_map`` (d, k), and so for English."""
    with np.load(BytesIO(packaged("checks/evidence/data/space.npz")), allow_pickle=False) as data:
        return {name: data[name].astype(np.float32) for name in data.files if name != "model"}


def shared_place(states: NDArray[np.floating], side: Side) -> NDArray[np.float32]:
    """The places of words in the space, from their mean states (u, d); unit length, shape (u, k)."""
    maps = shared_space()
    placed = (states.astype(np.float32) - maps[f"{side}_mean"]) @ maps[f"{side}_map"]
    return np.asarray(placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-6))


def _placed(text: EncodedWords, side: Side) -> NDArray[np.float32]:
    """The places of a text's words, worked out once."""
    if side not in text.places:
        text.places[side] = shared_place(text.states, side)
    return text.places[side]


def space_features(
    places: NDArray[np.float32],
    answers: NDArray[np.float32],
    words: Sequence[Word],
    others: Sequence[Word],
    whole: Sequence[Sequence[int]],
) -> Floats:
    """A row of `COMPETITION` for every word, shape (u, 13); places (u, k) and answers (v, k) as
    `shared_place` gives them, `whole` the rows that make one Chinese word together."""
    count = len(words)
    spoken = np.array([word.kind != "mark" for word in words], bool)
    heard = np.array([word.kind != "mark" for word in others], bool)
    content = np.array([word.kind not in ("mark", "function") for word in others], bool)
    alike = (places @ answers.T).astype(np.float64)
    alike[:, ~heard] -= MARK
    far = 1 - alike.max(1)
    claims = np.where(spoken[:, None], alike, -1.0)
    rivals = _rivals(claims)
    unclaimed = np.sort((1 - claims.max(0))[content])[::-1][:3]
    left = np.zeros(count)
    if spoken.any():
        left[spoken] = _unmatched(alike[spoken])
    as_word, spoken_answers = far.copy(), answers[heard]
    for rows in whole if len(spoken_answers) else ():
        middle = places[rows].mean(0)
        as_word[rows] = 1 - (spoken_answers @ middle).max() / max(float(np.linalg.norm(middle)), 1e-6)
    columns = [
        far,
        smoothed(far, spoken),
        np.concatenate([[0.0], far[:-1]]),
        np.concatenate([far[1:], [0.0]]),
        stolen(alike, spoken),
        1 - agreement(alike),
        (alike - rivals).max(1),
        left,
        np.full(count, unclaimed.mean() if len(unclaimed) else 0.0),
        _unclaimed_near(alike, rivals, spoken, content),
        np.full(count, far[spoken].mean() if spoken.any() else 0.0),
        1 - alike[:, content].max(1) if content.any() else np.ones(count),
        as_word,
    ]
    return np.stack(columns, axis=1)


def _rivals(claims: Floats) -> Floats:
    """For every word and every word of the answer: the best claim of a word further off, shape (u, v)."""
    best = np.argsort(-claims, axis=0, kind="stable")[:RIVALS]
    values = np.take_along_axis(claims, best, 0)
    apart = np.abs(best[None] - np.arange(len(claims))[:, None, None]) > 1
    return np.asarray(np.where(apart, values[None], -1.0).max(1))


def _unclaimed_near(
    alike: Floats, rivals: Floats, spoken: NDArray[np.bool_], content: NDArray[np.bool_]
) -> Floats:
    """The least claimed content word of the answer where a word's neighbours have theirs, shape (u,)."""
    at, count = alike.argmax(1).tolist(), len(alike)
    free, least_claimed = np.where(content, 1 - rivals, 0.0), np.zeros(count)
    for row in range(count):
        near = [
            at[n] for n in range(max(0, row - REACH), min(count, row + REACH + 1)) if n != row and spoken[n]
        ]
        if near:
            middle = _median(near)
            least_claimed[row] = free[row, max(0, middle - WINDOW) : middle + WINDOW + 1].max()
    return least_claimed


def _median(places: list[int]) -> int:
    """As `np.median`, rounded down, at a tenth of the time."""
    places = sorted(places)
    return (places[(len(places) - 1) // 2] + places[len(places) // 2]) // 2


def _unmatched(alike: Floats) -> Floats:
    """The share of every word that an entropic optimal transport (Cuturi 2013) sends to a dustbin; (u,)."""
    rows, columns = alike.shape
    gain = np.full((rows + 1, columns + 1), DUSTBIN)
    gain[:rows, :columns] = alike
    kernel = np.exp((gain - gain.max()) / SMOOTH)
    row_mass, column_mass = np.ones(rows + 1), np.ones(columns + 1)
    row_mass[-1], column_mass[-1] = columns, rows
    over = np.ones(columns + 1)
    for _ in range(ROUNDS):
        under = row_mass / (kernel @ over)
        over = column_mass / (kernel.T @ under)
    plan = under[:rows, None] * kernel[:rows] * over
    return np.asarray(plan[:, -1] / plan.sum(1))


def stolen(alike: Floats, spoken: NDArray[np.bool_]) -> Floats:
    """By how much a word further off is more like the best answer of this one; (u,)."""
    count = len(alike)
    at = alike.argmax(1)
    best = alike[np.arange(count), at]
    rivals = alike[:, at].T.copy()
    near = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) <= 1
    rivals[near | ~spoken[None, :]] = -1
    return np.asarray(np.clip(rivals.max(1) - best, -0.5, 0.5))


def agreement(alike: Floats) -> Floats:
    """The best geometric mean of both sides' choices, as the softmaxes of awesome-align (Dou & Neubig
    2021); (u,)."""
    heat = np.exp((alike - alike.max()) / HEAT)
    rows = heat / heat.sum(1, keepdims=True)
    columns = heat / heat.sum(0, keepdims=True)
    return np.asarray(np.sqrt(rows * columns).max(1))


def smoothed(values: Floats, spoken: NDArray[np.bool_]) -> Floats:
    """Mean over a word and its neighbours to the left and right, marks not counted; (u,)."""
    padded, count = np.zeros((2, len(values) + 2))
    padded[1:-1], count[1:-1] = np.where(spoken, values, 0.0), spoken
    total = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(total / np.maximum(count[:-2] + count[1:-1] + count[2:], 1))
