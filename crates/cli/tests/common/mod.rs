//! What the tests of the program share: running it, a real server, links.

#![allow(dead_code, reason = "each test file uses its own part")]

use chancery_server::{Config, Running, serve};
use serde_json::Value;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
pub const LONG: Duration = Duration::from_secs(60);

/// The program, with nothing of this machine's settings.
pub fn chancery(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.args(arguments).env_remove("CHANCERY_LOG").env_remove("CHANCERY_CA_FILE").stdin(Stdio::null());
    command
}

/// Exit code, standard output, standard error.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

fn said(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    let said = Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Said {
    said(chancery(arguments).output().unwrap())
}

/// Runs a prepared program to its end.
pub fn run_as(command: &mut Command) -> Said {
    said(command.output().unwrap())
}

/// Runs it in the background.
pub fn start(arguments: &[&str]) -> Child {
    chancery(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for the end of a program in the background; kills it where it does not come.
pub fn end(mut child: Child) -> Said {
    let until = Instant::now() + LONG;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
            let said = said(child.wait_with_output().unwrap());
            panic!("it did not end; it said: {}{}", said.out, said.err);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    said(child.wait_with_output().unwrap())
}

/// Presses Ctrl-C.
pub fn interrupt(child: &Child) {
    let done = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(done.success());
}

/// A `chancery-server` in this process, and the runtime it runs on.
pub struct Server {
    running: Option<Running>,
    pub runtime: tokio::runtime::Runtime,
    pub url: String,
}

impl Server {
    pub fn start(folder: &Path) -> Self {
        Self::with(folder, |_| {})
    }

    pub fn with(folder: &Path, change: impl FnOnce(&mut Config)) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mut config = Config::new("127.0.0.1:0".parse().unwrap(), folder.join("server"));
        change(&mut config);
        let running = runtime.block_on(serve(config)).unwrap();
        let url = format!("http://{}", running.address());
        Self { running: Some(running), runtime, url }
    }
}

impl Server {
    /// Where it listens, as `ADDRESS:PORT`.
    pub fn address(&self) -> std::net::SocketAddr {
        self.url.trim_start_matches("http://").parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

/// A bilateral that is due now: the links of Indonesia and South Africa.
pub fn links(url: &str) -> (String, String) {
    let told = run(&[
        "invite",
        "--server",
        url,
        "--title",
        "Fisheries",
        "--side",
        "ID=Indonesia",
        "--side",
        "ZA=South Africa",
        "--at",
        "now",
        "--json",
    ]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    let link = |code: &str| told["links"][code].as_str().unwrap().to_owned();
    (link("ID"), link("ZA"))
}

/// A port of this machine where nobody listens.
pub fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
