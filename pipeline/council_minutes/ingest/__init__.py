"""From archives of files to text with offsets.

``archive.open_archive`` lists documents, ``loading.load`` reads one, ``isolated.IsolatedReader`` does so within limits
of time and memory, ``readers.READERS`` is the table of formats, ``limits.Limits`` holds every limit.
"""
