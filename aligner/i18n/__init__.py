"""The words of the interface, in one class for the site, the workbench and the diff."""
