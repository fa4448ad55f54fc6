"""One use case a file. A workflow calls the rooms in order and holds no rule of its own."""
