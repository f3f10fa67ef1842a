"""Damaged files by the thousand: whatever is in them ends in a sentence, never in a traceback, a hang or a full memory."""
