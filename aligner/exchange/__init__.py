"""Writers and readers of the formats that others use."""
