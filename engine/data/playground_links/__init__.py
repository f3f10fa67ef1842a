"""Links of TensorFlow Playground: what they say, and the very points and start weights that the page draws for them."""
