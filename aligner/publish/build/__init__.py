"""The machinery of a build: folders, configuration, mkdocs, search, downloads."""
