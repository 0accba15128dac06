"""Live sessions: calls, seats, chat, stills, consent to recording, and the report at the end."""
