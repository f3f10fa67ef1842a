"""What leads an act from beginning to end: file dialogs, export, the run, its timeline, the list of runs, the race. They know the
document, the trainer and the panels, but no window.
"""
