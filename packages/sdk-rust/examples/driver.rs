//! Asks the service what lines of JSON say: for tests of this crate against a real service.
//!
//! `driver --url URL --transport http|grpc|blocking` reads questions from its input, a line each, such
//! as `{"id": 1, "call": "get_slo", "with": {"id": "checkout-latency"}}`, and writes what comes of them.
//! `driver bench --url URL --slo ID --seconds S` compares a question with a bare request.

#[path = "driver/asking.rs"]
mod asking;
#[path = "driver/bench.rs"]
mod bench;
#[path = "driver/saying.rs"]
mod saying;
#[path = "driver/serving.rs"]
mod serving;
#[path = "driver/waiting.rs"]
mod waiting;

use std::collections::HashMap;
use std::env;
use std::process::ExitCode;

use slo_monitor::Client;

const WRONG: u8 = 2;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("driver: {message}");
            ExitCode::from(WRONG)
        }
    }
}

fn run() -> Result<(), String> {
    let mut words: Vec<String> = env::args().skip(1).collect();
    let is_bench = words.first().is_some_and(|word| word == "bench");
    words.drain(..usize::from(is_bench));
    let options = options(&words)?;
    let option = |name: &str| options.get(name).ok_or(format!("--{name} is missing"));
    let (url, token) = (option("url")?, env::var("SLO_MONITOR_TOKEN").unwrap_or_default());
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    if is_bench {
        let seconds =
            option("seconds")?.parse().map_err(|_| "--seconds is no number".to_owned())?;
        return runtime.block_on(bench::run(url, &token, option("slo")?, seconds));
    }
    let transport = option("transport")?.as_str();
    let builder = Client::builder(url).token(token);
    let builder = if transport == "grpc" { builder.grpc() } else { builder };
    let client = builder.build().map_err(|error| error.to_string())?;
    match transport {
        "http" | "grpc" => runtime.block_on(serving::serve(client)),
        "blocking" => waiting::serve(client),
        other => Err(format!("there is no transport {other}")),
    }
}

fn options(words: &[String]) -> Result<HashMap<String, String>, String> {
    let mut options = HashMap::new();
    for pair in words.chunks(2) {
        match pair {
            [name, value] if name.starts_with("--") => {
                options.insert(name.trim_start_matches("--").to_owned(), value.clone());
            }
            _ => return Err(format!("what is {pair:?}?")),
        }
    }
    Ok(options)
}
