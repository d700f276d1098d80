"""One record from its files to its alignment: ingest, encode, match, check."""
