"""Mail as the RFCs have it: messages, the durable outbox they wait in, and their way to the relay."""
