"""Numbers, dates and measures in Chinese and English text, read by value."""
