"""An `Encoder` over a transformer: summed last states for sentences, unit middle states for tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import Any

from aligner.encode.windows import (
    Frame,
    States,
    Window,
    WindowedEncoder,
    batches,
    middle_layer,
    window_states,
)

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
        super().__init__(partial(tokenizer.encode_batch, add_special_tokens=False), frame, signature)
        self._body = body
        self._head = head
        self._layer = middle_layer(int(body.config.num_hidden_layers))

    def run_all(self, windows: Sequence[Window]) -> Iterator[tuple[Window, States]]:
        """Windows with their results, in any order.

        On a processor each window runs by itself, on one thread, as many at a time as torch has threads:
        how the sums inside a product of matrices are ordered depends on the size of the batch and on the
        number of threads, and a text must not read otherwise because of the texts beside it. It costs a
        quarter more arithmetic than batches, and saves the threads' waiting for one another.
        """
        if self._body.device.type != "cpu":
            for batch in batches(windows, _BUDGET):
                yield from zip(batch, self._run(batch), strict=True)
            return
        import torch  # noqa: PLC0415

        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
        try:
            results = pool.map(self._run, [(window,) for window in windows])
            yield from zip(windows, chain.from_iterable(results), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(threads)

    def _run(self, batch: Sequence[Window]) -> list[States]:
        """(vector, token states) of each window."""
        import torch  # noqa: PLC0415
        from torch.nn.utils.rnn import pad_sequence  # noqa: PLC0415

        texts = [torch.tensor(window.ids) for window in batch]
        inputs = {
            "input_ids": pad_sequence(texts, batch_first=True, padding_value=self.frame.pad),
            "attention_mask": pad_sequence([torch.ones_like(text) for text in texts], batch_first=True),
        }
        with torch.inference_mode():
            inputs = {name: tensor.to(self._body.device) for name, tensor in inputs.items()}
            output = self._body(**inputs, output_hidden_states=True)
            layers = output.last_hidden_state.float(), output.hidden_states[self._layer].float()
            last, middle = (layer.cpu().numpy() for layer in layers)
            results = [window_states(*states) for states in zip(batch, last, middle, strict=True)]
            if self._head is None:
                return results
            vectors = self._head(layers[0], inputs["attention_mask"]).float().cpu().numpy()
        sums = [vector * len(window.spans) for vector, window in zip(vectors, batch, strict=True)]
        return [(vector, tokens) for vector, (_, tokens) in zip(sums, results, strict=True)]
