"""``python -m fujiplan_cli`` is the same as ``fujiplan``."""

from fujiplan_cli.cli import main

if __name__ == "__main__":
    main()
