"""What stands where on a page, whatever its language."""
