"""What comes back: bounces, complaints and mails that unsubscribe, read as plain data; nobody is believed without a token."""
