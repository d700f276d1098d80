"""An `Encoder` over a transformer: summed last states for sentences, unit middle states for tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.encode.windows import Frame, Window, batches, cut
from aligner.record.encoding import Encoded, Progress

__all__ = ["Head", "TransformerEncoder", "middle_layer"]

Head = Callable[[Any, Any], Any]
"""From last states (b, n, d) and mask (b, n) to sentence vectors (b, d): for models that do not average."""

_States = tuple[NDArray[np.float32], NDArray[np.float16]]
"""(sum of the last layer's states, token states) of a window."""

_BUDGET = 4096  # tokens a batch on a graphics card
_TINY = 1e-9


def middle_layer(layers: int) -> int:
    """The layer that token states are read from: two thirds of the way up.

    Measured for word-by-word agreement between languages (layer 8 of 12 in multilingual-e5-small), as
    Jalili Sabet et al. 2020 (SimAlign, section 4) found for mBERT and XLM-R.
    """
    return max(round(layers * 2 / 3), 1)


class TransformerEncoder:
    """Runs a Hugging Face model on the processor (or the graphics card) at hand."""

    def __init__(
        self,
        body: Any,
        tokenizer: Any,
        frame: Frame,
        *,
        signature: str,
        head: Head | None = None,
    ) -> None:
        """`body`: a `PreTrainedModel`; `tokenizer`: a `tokenizers.Tokenizer` that neither pads nor cuts."""
        self.signature = signature
        self._body = body
        self._tokenizer = tokenizer
        self._frame = frame
        self._head = head
        self._layer = middle_layer(int(body.config.num_hidden_layers))

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order; on a processor the same to the last bit in any company."""
        windows = cut(self._tokenizer, self._frame, texts)
        parts: dict[int, list[tuple[Window, NDArray[np.float32], NDArray[np.float16]]]] = {}
        count = 0
        for batch, results in self._run_all(windows):
            for window, part in zip(batch, results, strict=True):
                parts.setdefault(window.text, []).append((window, *part))
            count += len(batch)
            if progress is not None:
                progress(len(texts) * count // len(windows), len(texts))
        return [_join(parts[i]) for i in range(len(texts))]

    def _run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Sequence[Window], list[_States]]]:
        """Batches with their results.

        On a processor each window runs by itself, on one thread, as many at a time as torch has threads:
        how the sums inside a product of matrices are ordered depends on the size of the batch and on the
        number of threads, and a text must not read otherwise because of the texts beside it. It costs a
        quarter more arithmetic than batches, and saves the threads' waiting for one another.
        """
        if self._body.device.type != "cpu":
            for batch in batches(windows, _BUDGET):
                yield batch, self._run(batch)
            return
        import torch  # noqa: PLC0415

        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
        try:
            alone = [(window,) for window in windows]
            yield from zip(alone, pool.map(self._run, alone), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(threads)

    def _run(self, batch: Sequence[Window]) -> list[_States]:
        """(vector, token states) of each window."""
        import torch  # noqa: PLC0415

        longest = len(batch[0].ids)
        ids = np.full((len(batch), longest), self._frame.pad, np.int64)
        mask = np.zeros((len(batch), longest), np.int64)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
        with torch.inference_mode():
            device = self._body.device
            inputs = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
            inputs = {name: tensor.to(device) for name, tensor in inputs.items()}
            output = self._body(**inputs, output_hidden_states=True)
            last = output.last_hidden_state.float()
            vectors = self._head(last, inputs["attention_mask"]) if self._head else None
            middle = output.hidden_states[self._layer].float()
            last, middle = last.cpu().numpy(), middle.cpu().numpy()
        results = []
        for row, window in enumerate(batch):
            own = slice(window.first, window.first + len(window.spans))
            vector = (
                last[row, own].sum(0)
                if vectors is None
                else vectors[row].float().cpu().numpy() * len(window.spans)
            )
            results.append((vector, _unit(middle[row, own])))
        return results


def _unit(states: NDArray[np.float32]) -> NDArray[np.float16]:
    lengths = np.linalg.norm(states, axis=1, keepdims=True)
    unit: NDArray[np.float16] = (states / np.maximum(lengths, _TINY)).astype(np.float16)
    return unit


def _join(parts: list[tuple[Window, NDArray[np.float32], NDArray[np.float16]]]) -> Encoded:
    """Put the windows of one text together again.

    The sum is rounded to half precision, so that the last bits, which differ from processor to processor,
    seldom show.
    """
    parts = sorted(parts, key=lambda part: part[0].spans[:1])
    vector: NDArray[np.float32] = np.stack([vector for _, vector, _ in parts]).sum(0, dtype=np.float32)
    return Encoded(
        vector.astype(np.float16).astype(np.float32),
        np.concatenate([tokens for _, _, tokens in parts]),
        tuple(span for window, _, _ in parts for span in window.spans),
    )
