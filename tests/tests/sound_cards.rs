//! Real devices' path: what one says into the microphone of one sound card comes out of the other's loudspeaker.

use anyhow::{Result, ensure};
use chancery_tests::sound_card::SoundCard;
use chancery_tests::world::inside;
use chancery_tests::{Links, Server, voice};
use chancery_xtask::proc::{Running, built};
use chancery_xtask::samples;

#[test]
fn a_voice_goes_from_microphone_to_loudspeaker() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let server = Server::start(&folder.join("server"), "127.0.0.1:0", None)?;
    let links = Links::convene(&server, None)?;
    let cards = [SoundCard::start(&folder.join("card-a"))?, SoundCard::start(&folder.join("card-b"))?];
    let mut seats = Vec::new();
    for (card, (link, name)) in cards.iter().zip([(&links.id, "Retno Wibowo"), (&links.za, "Thandi Nkosi")]) {
        let mut join = inside(None, built("chancery"));
        join.args(["join", "-", "--name", name, "--camera", "none", "--microphone", "device", "--speaker", "device"]);
        join.args(["--processing", "off", "--seconds", "110"]);
        card.give(&mut join);
        seats.push(Running::start_with(&mut join, link)?);
    }
    let said = &samples::sides()[0].microphone;
    let _speaking = cards[0].speak(said)?;
    // How long it takes until they hear each other is not the question here.
    let heard = folder.join("heard.wav");
    let mut share = 0.0;
    for _ in 0..4 {
        cards[1].record(&heard, 10)?;
        share = voice::share(&heard, said)?;
        if share > 0.6 {
            break;
        }
    }
    for seat in &mut seats {
        ensure!(seat.alive(), "a participant ended by itself");
        seat.end();
    }
    ensure!(share > 0.6, "what came out of the loudspeaker is not what was said ({share:.2} of it)");
    let other = voice::share(&heard, &samples::sides()[1].microphone)?;
    ensure!(other < 0.15, "the measure does not tell voices apart ({other:.2})");
    Ok(())
}
