"""An alignment diff as text, Markdown, HTML and JSON."""
