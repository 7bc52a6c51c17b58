"""The same tests against the service and, when credentials are given, against Google."""
