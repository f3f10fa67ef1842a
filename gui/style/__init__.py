"""What everything looks like: colours and fonts of the themes, the style sheet, icons and small drawings."""
