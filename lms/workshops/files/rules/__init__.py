"""What may be attached, decided by its content: values in, values out."""
