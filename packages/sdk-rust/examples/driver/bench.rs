//! What a question costs through this crate, beside the same request through the HTTP client below it.

use std::time::{Duration, Instant};

use reqwest::header::AUTHORIZATION;
use serde_json::json;
use slo_monitor::Client;

const BLOCK: usize = 50;

/// Asks in turns for so many seconds, and writes the median of each way as a line of JSON.
pub async fn run(url: &str, token: &str, slo: &str, seconds: f64) -> Result<(), String> {
    let told = |error: &dyn std::error::Error| error.to_string();
    let client = Client::builder(url).token(token).build().map_err(|error| told(&error))?;
    let bare = bare(&format!("{}/slos/{slo}", url.trim_end_matches('/')), token)?;
    let (mut of_sdk, mut of_bare) = (Vec::new(), Vec::new());
    let mut until = Instant::now();
    for round in 0.. {
        if round == 1 {
            (of_sdk, of_bare) = (Vec::new(), Vec::new()); // the first one warms up
            until = Instant::now() + Duration::from_secs_f64(seconds);
        }
        if round > 1 && Instant::now() > until {
            break;
        }
        for _ in 0..BLOCK {
            let begin = Instant::now();
            client.get_slo(slo).await.map_err(|error| told(&error))?;
            of_sdk.push(begin.elapsed().as_secs_f64());
        }
        for _ in 0..BLOCK {
            let begin = Instant::now();
            let request = bare.0.execute(bare.1.try_clone().ok_or("it cannot be cloned")?);
            let answer = request.await.map_err(|error| told(&error))?;
            answer.bytes().await.map_err(|error| told(&error))?;
            of_bare.push(begin.elapsed().as_secs_f64());
        }
    }
    let requests = of_sdk.len() + of_bare.len();
    let line = json!({
        "sdk_seconds": median(of_sdk), "bare_seconds": median(of_bare), "requests": requests,
    });
    println!("{line}");
    Ok(())
}

fn bare(url: &str, token: &str) -> Result<(reqwest::Client, reqwest::Request), String> {
    let told = |error: reqwest::Error| error.to_string();
    let tls = rustls::ClientConfig::builder_with_provider(
        rustls::crypto::ring::default_provider().into(),
    )
    .with_safe_default_protocol_versions()
    .map_err(|error| error.to_string())?
    .with_root_certificates(rustls::RootCertStore::empty())
    .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30)) // as a call through this crate has: a timer costs something
        .connect_timeout(Duration::from_secs(10))
        .user_agent(concat!("slo-monitor-rust/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(told)?;
    let request = client.get(url);
    let request = if token.is_empty() {
        request
    } else {
        request.header(AUTHORIZATION, format!("Bearer {token}"))
    };
    Ok((client, request.build().map_err(told)?))
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}
