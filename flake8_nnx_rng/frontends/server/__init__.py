"""The language server: the same findings and fixes while a file is being written."""
