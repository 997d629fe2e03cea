//! `chancery-server`: reads the command line, serves until it is told to stop. See the library for what it does.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use chancery_server::options::{LogForm, Options};
use clap::Parser as _;
use std::io::Write as _;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// File descriptors beside those of clients: the database, look-ups, logs.
const SPARE_FILES: usize = 1_024;

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chancery-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> anyhow::Result<()> {
    let form = match options.log {
        LogForm::Json => chancery_log::Form::Json,
        LogForm::Text => chancery_log::Form::Text,
    };
    // Log lines go to standard error: standard output says where the server listens, and nothing else.
    chancery_log::start(&options.log_level, form).map_err(|e| anyhow::anyhow!("--log-level: {e}"))?;
    let config = options.config()?;
    let wanted = (config.limits.connections + SPARE_FILES) as u64;
    let files = rlimit::increase_nofile_limit(wanted).unwrap_or(0);
    if files < wanted {
        tracing::warn!(
            files,
            wanted,
            "fewer open files are allowed than --max-clients needs; raise LimitNOFILE or ulimit -n"
        );
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let running = chancery_server::serve(config).await?;
        println!("listening on http://{}", running.address());
        std::io::stdout().flush()?;
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        tokio::select! {
            () = running.stop() => {}
            // Asked twice: at once.
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        Ok(())
    })
}
