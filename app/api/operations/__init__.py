"""What the service can be asked to do, once for every face: REST, gRPC and MCP."""
