"""What is written of lessons: the files of teachers, and the results of learners."""
