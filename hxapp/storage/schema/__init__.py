"""The tables of a book: names, types, keys and rules. Lists are read from these, row by row.

Writing goes through the classes that `hxapp.storage.mapped` puts over the same tables. They are apart because a
window first of all shows what is there: reading columns needs neither SQLAlchemy's ORM nor its mapping of classes,
which together take a fifth of the program's start. They are loaded with the first action.
"""
