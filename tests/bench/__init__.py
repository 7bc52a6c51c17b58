"""Times and memory on data of full size. Nothing here asserts a time: `make bench` says, people judge."""
