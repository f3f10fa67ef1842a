"""What the mouse does on the canvas. A gesture is an object that ends in exactly one edit, or in none when it is given up."""
