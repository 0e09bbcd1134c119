//! How a client is made.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::client::{Client, Transport};
use crate::error::Error;
use crate::http::Http;

const USER_AGENT: &str = concat!("slo-monitor-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// After so long without a word the system asks whether the other side is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Makes a [`Client`]: where the service is, and how it is asked.
#[must_use = "nothing is made before `build`"]
pub struct Builder {
    url: String,
    token: Option<String>,
    timeout: Option<Duration>,
    #[cfg(feature = "grpc")]
    is_grpc: bool,
}

impl Builder {
    pub(crate) fn new(url: String) -> Self {
        Self {
            url,
            token: None,
            timeout: None,
            #[cfg(feature = "grpc")]
            is_grpc: false,
        }
    }

    /// Sends this token of a key of the service with each question; none is sent if it is empty.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into()).filter(|token| !token.is_empty());
        self
    }

    /// Gives each call so long in all, its repetitions included; see [`Client::with_timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Asks over gRPC; the URL is that of its port, such as `http://127.0.0.1:8081`.
    #[cfg(feature = "grpc")]
    pub fn grpc(mut self) -> Self {
        self.is_grpc = true;
        self
    }

    /// Makes the client; nothing is connected before something is asked.
    ///
    /// # Errors
    ///
    /// `INVALID` if the URL is none that a service can be at, the token cannot be sent, or the URL
    /// begins with `https` and the system trusts no certificates.
    pub fn build(self) -> Result<Client, Error> {
        let base = base(&self.url)?;
        let authorization = self.token.as_deref().map(authorization).transpose()?;
        let transport = self.transport(base, authorization)?;
        Ok(Client { transport: Arc::new(transport), timeout: self.timeout })
    }

    fn transport(&self, base: Url, authorization: Option<HeaderValue>) -> Result<Transport, Error> {
        #[cfg(feature = "grpc")]
        if self.is_grpc {
            let grpc = crate::grpc::Grpc::new(
                &base,
                authorization,
                USER_AGENT,
                CONNECT_TIMEOUT,
                KEEP_ALIVE,
            )?;
            return Ok(Transport::Grpc(Box::new(grpc)));
        }
        let tls = tls(base.scheme() == "https")?;
        let http = Http::new(base, authorization, USER_AGENT, CONNECT_TIMEOUT, KEEP_ALIVE, tls)?;
        Ok(Transport::Http(http))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Builder").finish_non_exhaustive()
    }
}

/// Reads where the service is. What is wrong with it is told without showing it: it may hold a secret.
fn base(url: &str) -> Result<Url, Error> {
    let refused = |why: &str| Err(Error::invalid(Some("url"), format!("the base URL {why}")));
    let Ok(base) = Url::parse(url) else {
        return refused("cannot be read; write it as https://slo.example");
    };
    if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
        return refused("must begin with http:// or https:// and a host");
    }
    if !base.username().is_empty() || base.password().is_some() {
        return refused("must not hold a name or a password; a key goes into `token`");
    }
    if base.query().is_some() || base.fragment().is_some() {
        return refused("must have no query and no fragment");
    }
    Ok(base)
}

fn authorization(token: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| Error::invalid(Some("token"), "the token holds what no header can"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Trusts whom the system trusts; nobody where nothing is asked over TLS, for a machine that trusts
/// nobody may well ask without.
fn tls(is_needed: bool) -> Result<ClientConfig, Error> {
    let no_tls = |error: rustls::Error| Error::invalid(None, format!("no TLS: {error}"));
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(no_tls)?;
    let config = if is_needed {
        config.with_platform_verifier().map_err(no_tls)?
    } else {
        config.with_root_certificates(RootCertStore::empty())
    };
    Ok(config.with_no_client_auth())
}
