"""The microscope: the next training step in slow motion, stage by stage, with every number and the rule that makes it."""
