"""A finding as people are shown it, in the same words on the site and in the workbench."""
