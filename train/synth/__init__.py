"""Composed camera pictures of pages, with the truth about every mark: what the page network learns from."""
