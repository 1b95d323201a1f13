"""What people and phones meet: controllers, guards and pages. One file per page or resource."""
