/**
 * For tests of programs that use the client: a service that answers what it is told to, without a
 * connection and without waiting.
 *
 * @packageDocumentation
 */

export { FakeMonitor, type Asked, type Problem, type StreamEnd } from "./fake-monitor.js";
export { aPlanRun, aStatus, aVerdict, anEvent } from "./samples.js";
