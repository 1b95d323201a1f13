"""Pure decisions: the past and the present go in, events come out. No clock, no store, no uuid is made here."""
