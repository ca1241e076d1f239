"""The windows: what the clerk sees and touches; rules and storage stand below."""
