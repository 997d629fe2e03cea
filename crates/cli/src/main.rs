//! `chancery`: a participant without a screen, for meeting rooms, scripts and tests, and the tools around a meeting.
//!
//! `invite` convenes a meeting and prints a link per delegation; `join` takes part through the very same core and engine
//! as the window; `keys` makes and pins keys; `texts` signs what was agreed; `doctor` says what works between this machine and a server;
//! `calendar`, `slots`, `note`, `mail` and `book` are the scheduling desk.

mod calendar;
mod desk;
mod doctor;
mod invite;
mod join;
mod keys;
mod note;
mod say;
mod slots;
mod texts;
mod when;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  it failed: what failed and what to do stands on standard error
  2  the arguments cannot be understood

Environment:
  CHANCERY_CA_FILE  a PEM file with certificate authorities to trust beside the web's
  CHANCERY_DATA     the folder for keys and pins, in place of the user's own
  CHANCERY_LOG      what is logged to standard error, such as debug or chancery_client=debug;
                    only Chancery's own lines are, which name no person and no address";

/// A participant in Chancery meetings without a screen.
#[derive(Parser)]
#[command(name = "chancery", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Convenes a meeting and prints a link per delegation
    #[command(after_help = EXIT_CODES)]
    Invite(invite::Options),
    /// Takes part in a meeting
    #[command(after_help = EXIT_CODES)]
    Join(join::Options),
    /// Makes and shows keys, certifies devices for a ministry, pins the roots of others
    #[command(after_help = EXIT_CODES)]
    Keys(keys::Options),
    /// Makes the manifest of agreed texts, signs it, and checks that all have signed
    #[command(after_help = EXIT_CODES)]
    Texts(texts::Options),
    /// Says what works between this machine and a server, what does not, and what to do
    #[command(after_help = EXIT_CODES)]
    Doctor(doctor::Options),
    /// Reads calendars: what they lead to, what is wrong with them, how to answer, what an answer makes of them
    #[command(after_help = EXIT_CODES)]
    Calendar(calendar::Options),
    /// Sends invitations by mail and takes answers in
    #[command(after_help = EXIT_CODES)]
    Mail(desk::mail::Options),
    /// Keeps plans in the calendar that the protocol officers of two delegations share
    #[command(after_help = EXIT_CODES)]
    Book(desk::book::Options),
    /// Finds times that are fair to all sides, in order of fairness
    #[command(after_help = EXIT_CODES)]
    Slots(slots::Options),
    /// Writes the note verbale of a planned meeting, as text or on pages
    #[command(after_help = EXIT_CODES)]
    Note(note::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(e) = chancery_log::start(&chancery_log::asked("warn"), chancery_log::Form::Text) {
        say::error(&format!("Nothing is logged ({e})"));
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(e) => {
            say::error(&format!("This machine gives no threads to run on ({e}). Close other programs and try again."));
            return ExitCode::FAILURE;
        }
    };
    let done = match arguments.command {
        Command::Invite(options) => runtime.block_on(invite::run(options)),
        Command::Join(options) => runtime.block_on(join::run(options)),
        Command::Keys(options) => keys::run(options),
        Command::Texts(options) => texts::run(options),
        Command::Doctor(options) => runtime.block_on(doctor::run(&options)),
        Command::Calendar(options) => runtime.block_on(calendar::run(&options)),
        Command::Mail(options) => runtime.block_on(desk::mail::run(options)),
        Command::Book(options) => runtime.block_on(desk::book::run(options)),
        Command::Slots(options) => slots::run(&options),
        Command::Note(options) => note::run(&options),
    };
    // A device that hangs in the system must not keep the program from ending.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match done {
        Ok(()) if say::lost() => {
            say::error("The result could not be written: is the disk full? Make room and run it again.");
            ExitCode::FAILURE
        }
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            let text = format!("{e:#}");
            if !text.is_empty() {
                say::error(&text);
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }
}
