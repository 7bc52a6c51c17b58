"""What a cell's value is, how it is read from what a person typed, and how it is shown.

Pure functions between four things: JSON cells as clients send them, tokens as `grid` keeps them, number formats, and
the text a person sees. Nothing here knows sheets, requests or storage.
"""
