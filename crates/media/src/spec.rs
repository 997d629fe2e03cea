//! Which device or file a sound or a picture comes from or goes to, as it is written on a command line.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A source (camera, microphone, screen) or a sink (loudspeaker): none, a device, or a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum SourceSpec {
    /// None: nothing is captured or played.
    #[default]
    None,
    /// A device by its identifier, as the lists of devices give it; `None`: the system's default.
    Device(Option<String>),
    /// A file (Y4M for pictures, WAV for sound). As a source it loops.
    File(PathBuf),
}

impl FromStr for SourceSpec {
    type Err = Infallible;

    /// `none`, `device`, `device:ID`, `display`, `display:ID`; anything else is a path. A file named like one of these
    /// is reached as `./none`.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "" | "none" => Self::None,
            "device" | "display" => Self::Device(None),
            _ => match text.strip_prefix("device:").or_else(|| text.strip_prefix("display:")) {
                Some("") => Self::Device(None),
                Some(id) => Self::Device(Some(id.to_owned())),
                None => Self::File(PathBuf::from(text)),
            },
        })
    }
}

impl fmt::Display for SourceSpec {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => to.write_str("none"),
            Self::Device(None) => to.write_str("device"),
            Self::Device(Some(id)) => write!(to, "device:{id}"),
            Self::File(path) => write!(to, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> SourceSpec {
        let Ok(spec) = text.parse();
        spec
    }

    #[test]
    fn words_mean_devices_and_the_rest_is_a_path() {
        assert_eq!(spec("none"), SourceSpec::None);
        assert_eq!(spec("device"), SourceSpec::Device(None));
        assert_eq!(spec("display"), SourceSpec::Device(None));
        assert_eq!(spec("device:hw:0,1"), SourceSpec::Device(Some("hw:0,1".into())));
        assert_eq!(spec("display:HDMI-1"), SourceSpec::Device(Some("HDMI-1".into())));
        assert_eq!(spec("film.y4m"), SourceSpec::File("film.y4m".into()));
        assert_eq!(spec("./none"), SourceSpec::File("./none".into()));
    }

    #[test]
    fn what_is_shown_reads_back() {
        for one in [
            SourceSpec::None,
            SourceSpec::Device(None),
            SourceSpec::Device(Some("a:b".into())),
            SourceSpec::File("dir/film.y4m".into()),
        ] {
            assert_eq!(spec(&one.to_string()), one);
        }
    }
}
