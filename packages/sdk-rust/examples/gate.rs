//! Gates a deployment: may I ship?
//!
//! ```sh
//! export SLO_MONITOR_URL=http://127.0.0.1:8080 SLO_MONITOR_TOKEN=…
//! cargo run --example gate -- checkout-latency                # the budgets as they stand
//! cargo run --example gate -- checkout-latency \
//!   --start 2026-11-22T15:00:00Z --end 2026-11-22T15:05:00Z   # how a run went
//! ```
//!
//! Exits with 0 on PASS and WARNING, 1 on FAIL, 2 if the question is wrong, 3 on INCONCLUSIVE, 4 if
//! Prometheus or the service cannot be reached.

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use slo_monitor::types::{CheckAnswer, CheckQuestion};
use slo_monitor::{Client, Error};

const WRONG: u8 = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let question = match question(env::args().skip(1)) {
        Ok(question) => question,
        Err(message) => {
            eprintln!("gate: {message}");
            return ExitCode::from(WRONG);
        }
    };
    match ask(question).await {
        Ok(answer) => {
            let summary =
                answer.verdict().map_or("there is no verdict yet", |given| &given.summary);
            println!("{summary}");
            ExitCode::from(answer.exit_code())
        }
        Err(error) => {
            eprintln!("gate: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

async fn ask(question: CheckQuestion) -> Result<CheckAnswer, Error> {
    let url = env::var("SLO_MONITOR_URL").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned());
    let token = env::var("SLO_MONITOR_TOKEN").unwrap_or_default();
    Client::builder(url).token(token).build()?.check_slos(question).await
}

/// Reads names of SLOs, and the times between which a run took place.
fn question(mut words: impl Iterator<Item = String>) -> Result<CheckQuestion, String> {
    let (mut question, mut slos, mut is_run) = (CheckQuestion::new(), Vec::new(), false);
    while let Some(word) = words.next() {
        let mut time = || {
            let text = words.next().ok_or(format!("{word} needs a time"))?;
            text.parse().map_err(|_| format!("{text} is no time such as 2026-11-22T15:00:00Z"))
        };
        match word.as_str() {
            "--start" => question = question.start(time()?),
            "--end" => question = question.end(time()?),
            _ if word.starts_with('-') => return Err(format!("there is no option {word}")),
            _ => slos.push(word.clone()),
        }
        is_run |= word == "--start";
    }
    if is_run {
        question = question.settle(Duration::from_secs(60));
    }
    Ok(if slos.is_empty() { question } else { question.slos(slos) })
}
