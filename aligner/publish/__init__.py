"""The bilingual site: pages in three languages, built with mkdocs."""

from __future__ import annotations

from aligner.publish.site import Report, publish

__all__ = ["Report", "publish"]
