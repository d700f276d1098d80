"""The summary decoder: in any order, many to many, with "nobody said this" as an answer."""
