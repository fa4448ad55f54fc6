"""Makes the offline bundle for a PC on a closed network: ``python -m bundle`` with ``tools`` on the path (ADR 0016)."""
