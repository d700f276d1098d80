"""Files: read with clear complaints, written whole or not at all."""
