"""HTTP only: app factory, schemas, routers, page."""
