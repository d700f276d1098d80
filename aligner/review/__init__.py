"""What people do with a record: see what changed between two versions of it, settle what is open."""
