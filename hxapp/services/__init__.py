"""What the user can do: functions that take a session, never commit, and give frozen dataclasses back."""
