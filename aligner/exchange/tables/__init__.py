"""Tables as spreadsheets, word processors and people write them: rows of named cells."""
