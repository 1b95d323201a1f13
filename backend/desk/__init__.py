"""The desk: opens what was handed in, lets the domain decide, and appends. Knows no HTTP and no views."""
