"""The vault: keys, sealed fields, blind indexes and sealed files. Nobody else does cryptography on records.

Whoever keeps a record seals what names a person with `SealedText`, `SealedDate` or `SealedJSON`; finds it again by
`blind`; keeps files with `keep_file`. Keys are an organisation's own and are wrapped by a master key that is never in
the database. docs/decisions/0024-case-work.md says why it is made like this.
"""
