//! `serve` in a process of its own, asked over HTTP.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Response;

use crate::program::Desk;

/// The longest that anything here may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server.
pub struct Server {
    child: Child,
    agent: Agent,
    base: String,
    log: Mutex<Receiver<String>>,
    reader: Option<JoinHandle<()>>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Server {
    /// Starts on a free port, which the first line of standard output names.
    pub fn start(desk: &Desk, settings: &[(&str, &str)]) -> Self {
        let mut child = desk
            .command(["serve", "--listen", "127.0.0.1:0"])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (log, reader) = lines_of(child.stderr.take().unwrap());
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let base = first
            .trim_end()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("{first}{}", log.iter().collect::<Vec<_>>().join("\n")));
        assert!(base.starts_with("http://127.0.0.1:"), "{base}");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        Self {
            agent,
            base: base.to_owned(),
            child,
            log: Mutex::new(log),
            reader: Some(reader),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.call().unwrap())
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.base));
        Answer::of(request.send_json(body).unwrap())
    }

    /// The nearest primary schools of a pin on foot, asked as the page asks.
    pub fn nearest(&self, (lon, lat): (f64, f64), k: usize) -> Value {
        let question = json!({"lon": lon, "lat": lat, "profile": "walk", "level": "primary", "k": k});
        self.post("/api/v1/schools/nearest", &question).json()
    }

    /// Waits for a line of the log that holds these words.
    pub fn wait_for_log(&self, words: &str) {
        let log = self.log.lock().unwrap();
        while !log.recv_timeout(PATIENCE).unwrap().contains(words) {}
    }

    /// Stops as service managers do; how it ended, and the whole log that nobody waited for.
    pub fn stop(mut self) -> (ExitStatus, String) {
        let told = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.child.id())])
            .status();
        assert!(told.unwrap().success());
        let status = self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        let log = self.log.lock().unwrap().iter().collect::<Vec<_>>().join("\n");
        (status, log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines_of(from: impl Read + Send + 'static) -> (Receiver<String>, JoinHandle<()>) {
    let (sender, receiver) = channel();
    let reader = thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            if sender.send(line.unwrap()).is_err() {
                break;
            }
        }
    });
    (receiver, reader)
}

impl Answer {
    fn of(mut response: Response<ureq::Body>) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_vec().unwrap(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body of a good answer.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of a problem.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body: Value = serde_json::from_slice(&self.body).unwrap();
        body["code"].as_str().unwrap().to_owned()
    }
}
