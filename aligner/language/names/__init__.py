"""Names in Chinese and English text, and how the sound of one is spelled in the other."""
