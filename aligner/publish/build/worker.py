"""Builds several mkdocs configurations in one process: ``python -m aligner.publish.build.worker CONFIG…``.

A process of its own keeps the notices of the theme and the global state of mkdocs out of ours; one process
for all languages loads them once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence


def build_configs(configs: Sequence[str]) -> int:
    """Build each; 1, with mkdocs' complaints on stderr, as soon as one fails."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    sys.modules["jieba"] = None  # type: ignore[assignment]  # the theme would cut words with it
    from mkdocs.commands.build import build  # noqa: PLC0415
    from mkdocs.config import load_config  # noqa: PLC0415
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

    for path in configs:
        try:
            config = load_config(config_file=path, strict=True)
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
            config.plugins.on_shutdown()
        except MkDocsException as error:
            logging.getLogger("mkdocs").error("%s", error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(build_configs(sys.argv[1:]))
