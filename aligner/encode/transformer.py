"""An `Encoder` over a transformer: summed last states for sentences, unit middle states for tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from aligner.encode.windowed import States, WindowedEncoder, middle_layer, unit_states
from aligner.encode.windows import Frame, Window, batches

Head = Callable[[Any, Any], Any]
"""From last states (b, n, d) and mask (b, n) to sentence vectors (b, d): for models that do not average."""

# Tokens in a batch on a graphics card. Chosen, not measured: some hundred sentences of average length; a
# larger batch needs more of the card's memory, a smaller one leaves it idle between batches.
_BUDGET = 4096


class TransformerEncoder(WindowedEncoder):
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
        super().__init__(tokenizer, frame, signature)
        self._body = body
        self._head = head
        self._layer = middle_layer(int(body.config.num_hidden_layers))

    def run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Sequence[Window], list[States]]]:
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

    def _run(self, batch: Sequence[Window]) -> list[States]:
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
            results.append((vector, unit_states(middle[row, own])))
        return results
