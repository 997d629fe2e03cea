//! The command line.

use chancery_client::{LinkError, link_argument};
use chancery_core::view::Theme;
use chancery_media::spec::SourceSpec;
use clap::{Parser, ValueEnum};
use std::io::Read;
use std::path::{Path, PathBuf};

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// Done.
    On,
    /// Not done.
    Off,
}

/// How those are answered who ask to be admitted, where one chairs a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Admit {
    /// By the person at this window.
    Ask,
    /// Whoever holds a valid invitation is admitted.
    Auto,
}

/// The appearance, as written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeName {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl From<ThemeName> for Theme {
    fn from(name: ThemeName) -> Self {
        match name {
            ThemeName::System => Self::System,
            ThemeName::Light => Self::Light,
            ThemeName::Dark => Self::Dark,
        }
    }
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let (width, height) = text.split_once('x').ok_or("a size is written such as 1280x800")?;
    let side = |text: &str| text.parse().ok().filter(|n| (320..=16_384).contains(n));
    side(width).zip(side(height)).ok_or_else(|| "each side of a window is 320 to 16384 pixels".into())
}

/// Chancery: meetings between delegations, end-to-end encrypted.
#[derive(Clone, Parser)]
#[command(name = "chancery-desktop", version, args_override_self = true)]
pub struct Args {
    /// An invitation link (chancery://join/...): its meeting is put on the desk. @FILE reads it from a file, - from
    /// standard input (with --no-single-instance); on the command line every user of this machine can read it
    pub link: Option<String>,
    /// The name on the placard
    #[arg(long)]
    pub name: Option<String>,
    /// The function on the placard
    #[arg(long, requires = "name")]
    pub title: Option<String>,
    /// The camera: none, device, device:ID, or a Y4M file that loops
    #[arg(long, value_name = "SPEC", default_value = "device")]
    pub camera: SourceSpec,
    /// The microphone: none, device, device:ID, or a WAV file that loops
    #[arg(long, value_name = "SPEC", default_value = "device")]
    pub microphone: SourceSpec,
    /// The screen to share: none, display, display:ID, or a Y4M file that loops
    #[arg(long, value_name = "SPEC", default_value = "display")]
    pub screen: SourceSpec,
    /// The loudspeaker: none, device, device:ID, or a WAV file to write
    #[arg(long, value_name = "SPEC", default_value = "device")]
    pub speaker: SourceSpec,
    /// Echo cancelling, noise suppression and gain control on the microphone
    #[arg(long, value_name = "on|off", default_value = "on", hide_possible_values = true)]
    pub processing: Switch,
    /// A folder for everything that this window keeps, instead of the user's own
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A folder for files that are saved, without asking for each where it should lie
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// The language of the screen, such as en or ar
    #[arg(long, value_name = "L")]
    pub language: Option<String>,
    /// The appearance
    #[arg(long, value_name = "T")]
    pub theme: Option<ThemeName>,
    /// Goes through the holding room into the meeting of the link by itself
    #[arg(long, requires_all = ["link", "name"])]
    pub join: bool,
    /// Shares the screen once in the meeting
    #[arg(long, requires = "join")]
    pub share: bool,
    /// Those who ask to be admitted: ask shows them here, auto admits whoever holds a valid invitation; without it, as in
    /// the settings
    #[arg(long, value_name = "ask|auto", hide_possible_values = true)]
    pub admit: Option<Admit>,
    /// The size of the window, such as 1280x800, at the upper left corner of the screen
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub size: Option<(u32, u32)>,
    /// Opens a window of its own even if one is open
    #[arg(long)]
    pub no_single_instance: bool,
    /// Writes what was sent, received and shown to this JSON file at the end
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,
    /// Leaves and closes so many seconds after the start
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub seconds: Option<u64>,
}

/// Why the link of the command line cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LinkArgumentError {
    /// A window that is open already could not read it.
    #[error(
        "a link on standard input needs --no-single-instance, since a window that is open already cannot read it: add \
         that, or write @FILE"
    )]
    NeedsOwnWindow,
    /// There is nothing to read.
    #[error(transparent)]
    Unreadable(#[from] LinkError),
}

impl Args {
    /// Puts the link itself in the place of `-` or `@FILE` (a path from `folder`). See
    /// [`chancery_client::link_argument`].
    ///
    /// # Errors
    /// There is nothing to read.
    pub fn read_link(&mut self, folder: &Path, input: impl Read) -> Result<(), LinkArgumentError> {
        let Some(link) = &mut self.link else { return Ok(()) };
        if link == "-" && !self.no_single_instance {
            return Err(LinkArgumentError::NeedsOwnWindow);
        }
        *link = link_argument(link, folder, input)?;
        Ok(())
    }
}

/// Names and links are personal: what is printed says only which were given.
impl std::fmt::Debug for Args {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Args")
            .field("link", &self.link.is_some())
            .field("name", &self.name.is_some())
            .field("join", &self.join)
            .field("share", &self.share)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(std::iter::once("chancery-desktop").chain(line.split_whitespace()))
    }

    #[test]
    fn nothing_given_means_the_systems_devices() {
        let args = parse("").expect("no argument is needed");
        assert_eq!((args.link, args.join, args.processing), (None, false, Switch::On));
        for spec in [args.camera, args.microphone, args.screen, args.speaker] {
            assert_eq!(spec, SourceSpec::Device(None));
        }
    }

    #[test]
    fn everything_given_is_understood() {
        let args = parse(
            "chancery://join/#abc --name N --title T --camera a.y4m --microphone none --screen display:1 --speaker out.wav \
             --processing off --data d --language ar --theme dark --size 1280x800 --admit auto --join --share --no-single-instance --stats s.json --seconds 20",
        )
        .expect("all are known");
        assert_eq!(args.link.as_deref(), Some("chancery://join/#abc"));
        assert_eq!(args.camera, SourceSpec::File("a.y4m".into()));
        assert_eq!(args.microphone, SourceSpec::None);
        assert_eq!(args.screen, SourceSpec::Device(Some("1".into())));
        assert_eq!(args.processing, Switch::Off);
        assert_eq!(args.theme.map(Theme::from), Some(Theme::Dark));
        assert_eq!((args.seconds, args.size), (Some(20), Some((1280, 800))));
        assert_eq!(args.admit, Some(Admit::Auto));
        assert!(args.join && args.share && args.no_single_instance);
    }

    #[test]
    fn said_twice_the_last_one_counts() {
        assert_eq!(parse("--language en --language ar").expect("fine").language.as_deref(), Some("ar"));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "--join",
            "--join --name N",
            "link --share --name N",
            "--seconds 0",
            "--theme pink",
            "--title T",
            "--size 1280",
            "--size 1x1",
            "a b",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_link_may_come_from_standard_input_or_a_file() {
        let read = |line: &str, folder: &Path| {
            let mut args = parse(line).expect("fine");
            args.read_link(folder, &b"chancery://join/#in\n"[..]).map(|()| args.link)
        };
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("l"), "chancery://join/#file\n").expect("file");
        let link = |text: &str| Some(text.to_owned());
        assert_eq!(read("- --no-single-instance", folder.path()).expect("read"), link("chancery://join/#in"));
        assert_eq!(read("@l", folder.path()).expect("read"), link("chancery://join/#file"));
        assert_eq!(read("chancery://join/#x", folder.path()).expect("read"), link("chancery://join/#x"));
        assert_eq!(read("", folder.path()).expect("nothing to read"), None);
        let refused = read("-", folder.path()).expect_err("an open window has no such input");
        assert!(refused.to_string().contains("--no-single-instance"), "{refused}");
        assert!(read("@absent", folder.path()).is_err());
    }

    #[test]
    fn what_is_personal_is_not_printed() {
        let args = parse("chancery://join/#secret --name Retno").expect("fine");
        let printed = format!("{args:?}");
        assert!(!printed.contains("secret") && !printed.contains("Retno"), "{printed}");
    }
}
