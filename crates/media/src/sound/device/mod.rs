//! Sound cards, through `cpal`: PulseAudio (also PipeWire's) where it answers, else ALSA.
//!
//! A device's callback touches nothing but a ring without locks; whoever reads or writes the other end waits. Nothing
//! here hangs on a sound server that does not answer: what may hang is asked on a thread that is then left behind.

mod choice;
#[cfg(target_os = "linux")]
mod cookie;
mod input;
mod output;

pub(super) use input::DeviceSource;
pub(super) use output::DeviceSink;

use crate::picture::SourceError;
use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{Device, ErrorKind, Host};
use parking_lot::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a sound server may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// A device that is silent for so long in the wrong sense, giving or taking nothing, is lost.
const LOST_AFTER: Duration = Duration::from_secs(3);

/// Microphones or loudspeakers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Input,
    Output,
}

impl Direction {
    fn word(self) -> &'static str {
        match self {
            Self::Input => "microphone",
            Self::Output => "loudspeaker",
        }
    }

    fn fits(self, device: &Device) -> bool {
        match self {
            Self::Input => device.supports_input(),
            Self::Output => device.supports_output(),
        }
    }
}

/// Asks something that may hang; `None` where no answer comes in time.
fn ask<T: Send + 'static>(question: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, answered) = mpsc::sync_channel(1);
    let asking = thread::Builder::new().name("sound-ask".into()).spawn(move || {
        quiet();
        let _ = answer.send(question());
    });
    asking.ok()?;
    answered.recv_timeout(ANSWER_WITHIN).ok()
}

/// Keeps ALSA, on this thread, from writing to standard error what it could not find.
fn quiet() {
    #[cfg(target_os = "linux")]
    let _ = alsa::Output::local_error_handler();
}

/// Where devices are asked for.
fn host() -> Host {
    #[cfg(target_os = "linux")]
    cookie::provide();
    cpal::default_host()
}

/// The devices of a direction: identifier and name.
pub(super) fn list(direction: Direction) -> Vec<(String, String)> {
    ask(move || {
        let host = host();
        if !has_cards(&host) {
            return Vec::new();
        }
        let Ok(devices) = host.devices() else { return Vec::new() };
        devices
            .filter(|device| direction.fits(device))
            .filter_map(|device| Some((device.id().ok()?, device)))
            .filter(|(id, _)| is_for_people(id.host().name(), id.id()))
            .map(|(id, device)| (id.to_string(), first_line(&device.to_string())))
            .collect()
    })
    .unwrap_or_default()
}

/// ALSA names a default device, plugins and a null device also where there is no sound card.
fn has_cards(host: &Host) -> bool {
    #[cfg(target_os = "linux")]
    if host.id() == cpal::HostId::Alsa {
        return alsa::card::Iter::new().any(|card| card.is_ok());
    }
    let _ = host;
    true
}

/// Whether a person would choose this one: of ALSA's many names for one card only the one that converts; no monitor
/// of what a loudspeaker plays.
fn is_for_people(host: &str, id: &str) -> bool {
    match host {
        "ALSA" => id == "default" || id.starts_with("sysdefault:") || id.starts_with("plughw:CARD="),
        "PulseAudio" => !id.ends_with(".monitor"),
        _ => true,
    }
}

fn first_line(name: &str) -> String {
    name.lines().next().unwrap_or_default().trim().to_owned()
}

/// Finds a device by its identifier, or the default one.
fn find(direction: Direction, id: Option<&str>) -> Result<Device, SourceError> {
    let word = direction.word();
    let host = host();
    let device = match id {
        Some(id) => match id.parse() {
            Ok(id) => host.device_by_id(&id),
            // Another kind of system wrote this identifier.
            Err(_) => None,
        },
        None if !has_cards(&host) => None,
        None => match direction {
            Direction::Input => host.default_input_device(),
            Direction::Output => host.default_output_device(),
        },
    };
    device.ok_or_else(|| {
        SourceError::Device(match id {
            Some(_) => format!("the chosen {word} is not there: connect it, or choose another"),
            None => format!("there is no {word}: connect one, or go on without"),
        })
    })
}

/// What a failed device means to a person.
fn failed(direction: Direction, error: &cpal::Error) -> SourceError {
    let word = direction.word();
    SourceError::Device(match error.kind() {
        ErrorKind::DeviceBusy => format!("the {word} is in use by another program: close it there, or choose another"),
        ErrorKind::PermissionDenied => format!("the system does not let this program use the {word}: allow it"),
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => {
            format!("the {word} is not there (any more): connect it, or choose another")
        }
        _ => format!("the {word} does not work ({error}): choose another"),
    })
}

fn no_answer(direction: Direction) -> SourceError {
    SourceError::Device(format!(
        "the {} does not answer: the sound system hangs; choose another or restart it",
        direction.word()
    ))
}

/// Why a device was lost, told by its own thread.
#[derive(Default)]
struct Lost {
    lost: AtomicBool,
    why: Mutex<Option<cpal::Error>>,
}

impl Lost {
    /// For the error callback, which is not the one that carries sound.
    fn tell(&self, error: cpal::Error) {
        match error.kind() {
            // These pass by themselves.
            ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
            _ => {
                *self.why.lock() = Some(error);
                self.lost.store(true, Ordering::Release);
            }
        }
    }

    fn check(&self, direction: Direction) -> Result<(), SourceError> {
        if !self.lost.load(Ordering::Acquire) {
            return Ok(());
        }
        Err(match self.why.lock().as_ref() {
            Some(error) => failed(direction, error),
            None => no_answer(direction),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_soon_whatever_the_machine_has() {
        let begun = std::time::Instant::now();
        for direction in [Direction::Input, Direction::Output] {
            for (id, name) in list(direction) {
                assert!(!id.is_empty() && !name.is_empty());
            }
        }
        assert!(begun.elapsed() < Duration::from_secs(15));
    }

    #[test]
    fn a_device_that_is_not_there_is_said() {
        for id in ["alsa:hw:CARD=nosuch,DEV=7", "pulseaudio:no.such", "nonsense", ""] {
            let error = DeviceSource::open(Some(id)).err().expect(id).to_string();
            assert!(error.contains("microphone"), "{error}");
            let error = DeviceSink::open(Some(id)).err().expect(id).to_string();
            assert!(error.contains("loudspeaker"), "{error}");
        }
    }

    #[test]
    fn what_hangs_is_left_behind() {
        assert_eq!(ask(|| 7), Some(7));
        let begun = std::time::Instant::now();
        assert_eq!(ask(|| thread::sleep(Duration::from_secs(60))), None);
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn people_are_shown_few_names() {
        assert!(is_for_people("ALSA", "sysdefault:CARD=PCH"));
        assert!(!is_for_people("ALSA", "surround51:CARD=PCH,DEV=0"));
        assert!(!is_for_people("ALSA", "null"));
        assert!(is_for_people("PulseAudio", "alsa_input.pci-0000_00_1f.3"));
        assert!(!is_for_people("PulseAudio", "alsa_output.pci-0000_00_1f.3.monitor"));
    }
}
