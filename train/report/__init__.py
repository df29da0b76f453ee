"""`make report`: one page that shows how a model was made, what is in it, and how good it is."""

from train.report.page import write_report

__all__ = ["write_report"]
