"""What certificates require, how serials are written, what is frozen. Pure: values in, values out."""
