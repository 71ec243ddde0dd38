"""The table of votes as a picture. Only `table` and what it is made of know Pillow: it is loaded when it is needed."""
