"""What we know of Chinese and English: words, numbers, names, denials, scripts."""
