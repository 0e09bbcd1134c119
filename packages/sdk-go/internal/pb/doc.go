// Package pb has the messages of gRPC. The rest of it is generated: ../../generate.sh.
package pb
