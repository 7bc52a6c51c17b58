"""The methods of the API, one function each, by the discovery document's method id.

A function takes a `Call`, whose parameters and body have been checked, opens the spreadsheet through it, and returns
the body of the response. It knows no HTTP. `urls` finds it in `METHODS`.
"""
