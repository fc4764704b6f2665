//! A TCP proxy that breaks things on purpose: between an edge and an origin it delays, slows, resets, truncates, lies or keeps silent.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to a connection. Looked at for every piece that passes, so that a fault also meets connections which are already open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Answers come later by so much.
    Latency(Duration),
    /// Answers come at so many bytes a second.
    BytesPerSecond(usize),
    /// Every connection is reset.
    Reset,
    /// Connections are taken and never answered, as when packets are dropped.
    Silence,
    /// Answers are cut after so many bytes, and the connection is closed.
    Truncate(usize),
    /// Answers are these many bytes of no protocol at all.
    Garbage(usize),
    /// One byte of each answer is changed, so many bytes from its end.
    Flip(usize),
}

/// A running proxy.
#[derive(Debug)]
pub struct FaultProxy {
    pub url: String,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    target: SocketAddr,
    /// How much later everything comes from so far away, fault or none.
    distance: Duration,
    fault: Mutex<Fault>,
    requests: AtomicU64,
    connections: AtomicU64,
}

impl State {
    fn fault(&self) -> Fault {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultProxy {
    /// Stands before `target`, an `http://host:port`.
    pub async fn start(target: &str) -> anyhow::Result<Self> {
        Self::start_far(target, Duration::ZERO).await
    }

    /// The same, `distance` there and back away.
    pub async fn start_far(target: &str, distance: Duration) -> anyhow::Result<Self> {
        Self::start_at(0, target, distance).await
    }

    /// The same on a certain port; 0 is any.
    pub async fn start_at(port: u16, target: &str, distance: Duration) -> anyhow::Result<Self> {
        let target = target.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State { target, distance, fault: Mutex::new(Fault::None), requests: AtomicU64::new(0), connections: AtomicU64::new(0) });
        let shared = state.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(connection(client, shared.clone()));
            }
        });
        Ok(Self { url, state, accepting })
    }

    pub fn set(&self, fault: Fault) {
        *self.state.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// Requests that have come in or were refused, those that were never answered too.
    pub fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::SeqCst)
    }

    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::SeqCst)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn connection(client: TcpStream, state: Arc<State>) {
    let origin = if state.fault() == Fault::Reset { None } else { TcpStream::connect(state.target).await.ok() };
    let Some(origin) = origin else {
        // Somebody has tried, although nothing could be read of what they wanted.
        state.requests.fetch_add(1, Ordering::SeqCst);
        reset(&client);
        return;
    };
    let _ = (client.set_nodelay(true), origin.set_nodelay(true));
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_origin, mut to_origin) = origin.into_split();
    let asking = {
        let state = state.clone();
        async move {
            let mut piece = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = from_client.read(&mut piece).await {
                let bytes = piece.get(..length).unwrap_or_default();
                // workerd writes each request's head in one piece.
                if [&b"GET "[..], b"HEAD ", b"POST ", b"PATCH "].iter().any(|method| bytes.starts_with(method)) {
                    state.requests.fetch_add(1, Ordering::SeqCst);
                }
                match state.fault() {
                    Fault::Reset => return,
                    Fault::Silence => continue,
                    _ => {}
                }
                if to_origin.write_all(bytes).await.is_err() {
                    return;
                }
            }
        }
    };
    let answering = async {
        let mut piece = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from_origin.read(&mut piece).await {
            let Some(bytes) = piece.get_mut(..length) else { return };
            if !state.distance.is_zero() {
                tokio::time::sleep(state.distance).await;
            }
            if !hand_on(bytes, &mut to_client, &state).await {
                return;
            }
        }
    };
    tokio::select! { () = asking => {}, () = answering => {} }
}

/// Hands a piece of an answer on, or what the fault makes of it. `false` ends the connection.
async fn hand_on(bytes: &mut [u8], client: &mut tokio::net::tcp::OwnedWriteHalf, state: &State) -> bool {
    match state.fault() {
        Fault::None => client.write_all(bytes).await.is_ok(),
        Fault::Latency(delay) => {
            tokio::time::sleep(delay).await;
            client.write_all(bytes).await.is_ok()
        }
        Fault::BytesPerSecond(rate) => {
            for byte in bytes.iter() {
                tokio::time::sleep(Duration::from_secs_f64(1.0 / f64::from(u32::try_from(rate.max(1)).unwrap_or(u32::MAX)))).await;
                if client.write_all(&[*byte]).await.is_err() || !matches!(state.fault(), Fault::BytesPerSecond(_)) {
                    return false;
                }
            }
            true
        }
        Fault::Reset => false,
        Fault::Silence => {
            std::future::pending::<()>().await;
            false
        }
        Fault::Truncate(length) => {
            let _ = client.write_all(bytes.get(..length.min(bytes.len())).unwrap_or_default()).await;
            false
        }
        Fault::Garbage(length) => {
            let noise: Vec<u8> = (0..length).map(|index| u8::try_from(index.wrapping_mul(167) % 251).unwrap_or_default()).collect();
            let _ = client.write_all(&noise).await;
            false
        }
        Fault::Flip(from_end) => {
            if let Some(byte) = bytes.len().checked_sub(from_end.saturating_add(1)).and_then(|index| bytes.get_mut(index)) {
                *byte ^= 0x01;
            }
            client.write_all(bytes).await.is_ok()
        }
    }
}

/// Closes with RST instead of FIN.
fn reset(stream: &TcpStream) {
    #[expect(deprecated, reason = "a linger of zero never blocks; it is what makes the kernel send RST")]
    let _ = stream.set_linger(Some(Duration::ZERO));
}
