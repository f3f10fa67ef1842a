"""For teachers: a lesson made from the present window, and the result of a learner."""
