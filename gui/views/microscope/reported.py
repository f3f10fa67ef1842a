"""What the microscope reports by `ReportAction`: lessons ask for these names, so they never change."""

STAGE = "microscope.stage"  # a stage was turned to: its number, from 1
LAST_STAGE = "microscope.last_stage"  # the last one was turned to, the new weights: how many stages there are
STEPPED = "microscope.stepped"  # the step on show was done: how many steps there were before
ANSWERED = "microscope.answered"  # a blank was filled in: 1.0 if right, 0.0 if wrong
