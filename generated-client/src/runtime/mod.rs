//! The hand-written half of the client: HTTP, JSON, SSE and OpenAPI; nothing of one API.
