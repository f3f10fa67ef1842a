"""The parts of a training job, one concept each: marks on the charts, past moments, recorded runs, speed, states that wait."""
