"""What a person sees: functions from plain values to Rich renderables, or to plain text lines."""
