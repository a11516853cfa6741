"""Personal data of citizens' requests: who looked at them, how long they are kept, what forgets them (R9)."""
