"""A second reader: what a language model, or a person, says of each passage of a report.

A reading task holds one passage of the report and the passages of the original that it is linked to. Tasks go
to an endpoint that the user names (`endpoint`), or into a file for a batch service (`batch_files`); answers
become readings, which are kept beside the record.
"""
