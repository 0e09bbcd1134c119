package slomonitor

// Version is the version of this package, which is that of the service.
const Version = "0.1.0"

// userAgent is how a request says where it comes from.
const userAgent = "slo-monitor-go/" + Version
