"""Finding an encoder by name: the embedded model, or anything that sentence-transformers can read."""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.encode import embedded, use_model
from aligner.encode.model_file import file_mark, read_packed
from aligner.encode.transformer import Head, TransformerEncoder
from aligner.encode.use_model import UseEncoder, installed_use, use_folder
from aligner.encode.windows import frame
from aligner.record.encoding import Encoded, Encoder, Progress
from aligner.record.errors import ModelError

if TYPE_CHECKING:
    from aligner.encode.onnx_encoder import OnnxEncoder


class EmbeddedEncoder:
    """The embedded model, built at the first text: a warm cache never pays for it."""

    signature = embedded.NAME

    def __init__(self) -> None:
        """Raises `ModelError` if the model is not installed."""
        self._file = embedded.model_file()
        self.identity = f"{self.signature} {file_mark(self._file)} onnx 3"
        """Which file it is and what runs it: encodings that were made otherwise are not taken for its own."""
        self._built: OnnxEncoder | None = None
        folder = use_folder()
        self.second = UseEncoder(folder) if folder else None
        """The encoder of runs, if its package is installed."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order."""
        return self.built.encode(texts, progress) if texts else []

    def unload(self) -> None:
        """Give back the sessions, the pieces, and what the second encoder holds."""
        self._built = None
        if self.second is not None:
            self.second.unload()

    @property
    def states(self) -> Encoder:
        """The same for the token states alone."""
        return _TokenStates(self)

    @property
    def built(self) -> OnnxEncoder:
        """What does the work."""
        if self._built is None:
            self._built = self._build()
        return self._built

    def _build(self) -> OnnxEncoder:
        from aligner.encode.onnx_encoder import OnnxEncoder  # noqa: PLC0415

        return OnnxEncoder(read_packed(self._file), self.signature)


class _TokenStates:
    """The embedded model as far as token states; `vector` is empty."""

    signature = embedded.NAME

    def __init__(self, whole: EmbeddedEncoder) -> None:
        self._whole = whole
        self.identity = f"{whole.identity} states"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        """One `Encoded` a text, in order."""
        return self._whole.built.states.encode(texts, progress) if texts else []


def load_encoder(name: str | None = None) -> Encoder:
    """The embedded model, or the sentence-transformers model `name` (a folder, or a name on the hub).

    Without a name and where the embedded model is not installed, the encoder of runs does its work as well.
    Raises `ModelError` when there is no such model, or when it does not return token states.
    """
    if name == use_model.NAME or (name is None and not embedded.is_installed() and use_folder()):
        return UseEncoder(installed_use())
    if name in (None, embedded.NAME):
        return EmbeddedEncoder()
    return _from_sentence_transformer(name or "")


@contextmanager
def quiet() -> Iterator[None]:
    """While it lasts, Hugging Face libraries keep silent; afterwards everything is as it was."""
    level = logging.root.manager.disable
    with warnings.catch_warnings(action="ignore"):
        from transformers.utils import logging as bars  # noqa: PLC0415

        had_bars = bars.is_progress_bar_enabled()
        logging.disable(logging.CRITICAL)
        bars.disable_progress_bar()  # those of huggingface_hub as well
        try:
            yield
        finally:
            logging.disable(level)
            if had_bars:
                bars.enable_progress_bar()


def _from_sentence_transformer(name: str) -> TransformerEncoder:
    with quiet():
        model = _load(name)
        body, wrapper = getattr(model[0], "auto_model", None), getattr(model[0], "tokenizer", None)
        tokenizer = getattr(wrapper, "backend_tokenizer", None)
        layered = hasattr(getattr(body, "config", None), "num_hidden_layers")
        if body is None or wrapper is None or tokenizer is None or not layered:
            raise ModelError(
                f"the model {name!r} does not return token states",
                mend="choose a model based on a text transformer",
            )
        tokenizer.no_padding()
        tokenizer.no_truncation()
        positions = getattr(body.config, "max_position_embeddings", 1 << 20)
        limit = int(min(model.max_seq_length or 512, positions, wrapper.model_max_length))
        return TransformerEncoder(
            body.eval(),
            tokenizer,
            frame(tokenizer, _prefix(model, name), limit, wrapper.pad_token_id or 0),
            signature=f"{Path(name).name}-{_fingerprint(body)}",
            head=_head(model),
        )


def _load(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    except ImportError:
        raise ModelError(
            f"the model {name!r} needs the package sentence-transformers, which is not installed",
            mend="install the CPU build of torch, then aligner[torch] (see README), or omit --model",
        ) from None
    try:
        return SentenceTransformer(name)
    except Exception as error:  # the libraries below raise a dozen kinds, some their own
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise ModelError(
            f"the model {name!r} cannot be loaded: {reason.strip().rstrip('.')}",
            mend="give the name or folder of a sentence-transformers model, or omit --model",
        ) from error


def _prefix(model: Any, name: str) -> str:
    """The model's own default prompt; the e5 family has one even where a model does not carry it."""
    default = (model.prompts or {}).get(model.default_prompt_name or "")
    return str(default) if default else embedded.PREFIX if "e5" in Path(name).name.lower() else ""


def _head(model: Any) -> Head | None:
    """What follows the transformer, if it is more than an average of token states."""
    modules = [module for module in list(model)[1:] if type(module).__name__ != "Normalize"]
    plain = len(modules) == 1 and getattr(modules[0], "pooling_mode", "mean") in ("mean", ("mean",), ["mean"])
    if not modules or plain:
        return None

    def head(states: Any, mask: Any) -> Any:
        features = {"token_embeddings": states, "attention_mask": mask}
        for module in modules:
            features = module(features)
        return features["sentence_embedding"]

    return head


def _fingerprint(body: Any) -> str:
    """Eight hexadecimal digits of the weights: another model of the same name is another model."""
    digest = hashlib.sha256()
    for parameter in body.parameters():
        digest.update(str(tuple(parameter.shape)).encode())
        digest.update(parameter.detach().flatten()[:512].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:8]
