"""The reader that comes as packages: a language model that judges summaries on this machine.

Qwen2.5-Coder 0.5B (`model`), trained further on items written for this purpose (`adapter`), reads a passage
behind what it is linked to (`network`). `passages` makes readings of what it says.
"""
