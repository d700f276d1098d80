"""The embedded reader: a small network that compares a passage of the report with what it is linked to.

`network` computes, `judgement` makes a reading of what it gives. `tests/training/reader.py` trains it.
"""
