"""What is tried with faults: processes killed, phones out of step."""
