//! A client of [SLO Monitor](https://github.com/example/slo-monitor): may I ship, and what is the
//! state of my SLOs?
//!
//! A map of what is here:
//!
//! - [`Client`], made by a [`Builder`]: a method for each operation, over HTTP or gRPC.
//! - [`types`]: what is asked and answered.
//! - [`Error`] and its [`ErrorKind`]: why there is no answer, and whether asking again may help.
//! - [`Items`]: what comes one after the other, of streams and of pages.
//! - [`burn`]: budgets and burn rates from counts, without asking anybody.
//! - `blocking` (a feature): the same for programs without async.
//! - `testing` (a feature): a scripted service for tests of programs that use this crate.
//!
//! Inside, a question (`question`) becomes a call of an operation (`operation`, `call`), which a
//! transport (`http`, `grpc`) carries out as often as may help (`retry`), and an answer is decoded
//! (`answer`, `decode`) or becomes an error (`failing`). Streams are read (`sse`) and followed
//! (`follow`).
#![doc = ""]
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
pub mod types;

mod answer;
mod builder;
mod call;
mod calls;
mod client;
mod decode;
mod error;
mod failing;
mod follow;
mod http;
mod items;
mod operation;
mod pages;
mod question;
mod retry;
mod sse;

pub mod burn;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "grpc")]
mod grpc;
#[cfg(feature = "testing")]
pub mod testing;

#[cfg(all(test, slo_monitor_contract))] // see .cargo/config.toml
#[allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
mod contract;

pub use builder::Builder;
pub use client::Client;
pub use error::{Error, ErrorKind};
pub use items::Items;
