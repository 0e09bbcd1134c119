"""The gRPC face: the operations of the table over protocol buffers."""
