"""`python -m sheets_sync`."""

from sheets_sync.cli import main

if __name__ == "__main__":
    main()
