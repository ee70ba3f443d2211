"""Relais, a learning management system for training of trainers. Start reading at `lms/app.py`."""
