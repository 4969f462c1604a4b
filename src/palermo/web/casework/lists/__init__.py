"""The answers that a case record knows: the standard's lists, with ours beside them where the standard has none."""

from palermo.web.casework.lists._read import Answer, answers, label, resolve

__all__ = ["Answer", "answers", "label", "resolve"]
