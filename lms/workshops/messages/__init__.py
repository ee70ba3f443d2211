"""Messages to the people of a workshop: texts to copy, links that open them in WhatsApp, SMS or mail, and mail sent by the product itself.

A *kind* is what a message is about, a *channel* the way it takes. The *occasion* tells two messages of one kind to one person apart:
for one occasion somebody is written to once, whatever happens. Sending is off until the operator names a mail server; what the organiser
opens in WhatsApp or copies leaves from their own phone, and nothing of it is known here.
"""
