"""Reading XML from strangers, writing XML for other tools."""
