//! The client in front of a service that is scripted.
//!
//! One program rather than one for each file: it is linked once.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end so")]

#[cfg(feature = "blocking")]
mod blocking;
mod gate;
#[cfg(feature = "grpc")]
mod grpc;
mod http;
mod items;
mod scripted;
mod shared;
