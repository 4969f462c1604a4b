"""Dates in Chinese, which Django knows under the code zh-hans."""

DATE_FORMAT = "Y年n月j日"
