"""Findings for people and machines: text, JSON, Markdown, GitHub, SARIF."""
