"""Lists, samples and waves → prevalence and impact. The room is reserved; nothing is estimated yet."""

__all__: list[str] = []
