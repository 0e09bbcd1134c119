// Package slomonitorgrpc makes a client of SLO Monitor that asks over gRPC. It is the same Client,
// with the same operations, values, errors and repetitions, as slomonitor.New makes for HTTP. It is
// worth it where events are followed, or many questions asked over one connection.
package slomonitorgrpc
