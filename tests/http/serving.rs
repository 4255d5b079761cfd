//! A real listener on a port of its own: connections, compression, and an end without broken answers.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use truonggan::entry::http::{AppState, router, serve};

use crate::town;

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

async fn start() -> Running {
    let state = AppState::default();
    state.publish(town::world());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = router(state, Duration::from_secs(10));
    let stop_signal = async {
        let _ = stopped.await;
    };
    let server = tokio::spawn(serve(listener, router, stop_signal, Duration::from_secs(10)));
    Running {
        address,
        stop,
        server,
    }
}

async fn get(url: String) -> Result<(u16, String, Value), ureq::Error> {
    tokio::task::spawn_blocking(move || {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .into();
        let mut response = agent.get(&url).call()?;
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        Ok((response.status().as_u16(), id, response.body_mut().read_json()?))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_travel_over_a_socket_until_the_server_is_told_to_stop() {
    let running = start().await;
    let base = format!("http://{}", running.address);
    let (status, id, body) = get(format!("{base}/api/v1/schools")).await.unwrap();
    assert_eq!((status, id.len()), (200, 36));
    assert_eq!(body["schools"].as_array().unwrap().len(), 5);
    let (status, id, body) = get(format!("{base}/api/v1/none")).await.unwrap();
    assert_eq!((status, &body["request_id"]), (404, &Value::from(id)));
    running.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), running.server).await;
    ended
        .expect("nothing is under way, so it ends at once")
        .unwrap()
        .unwrap();
    assert!(get(format!("{base}/healthz")).await.is_err());
}
