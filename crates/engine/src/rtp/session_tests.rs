//! Tests of [`super::Session`]: two of them over a line that loses, delays and repeats.

use super::super::packetize::{Cut, Packetizer};
use super::*;
use bytes::Bytes;
use chancery_media::time::CaptureTime;
use chancery_model::MediaState;
use proptest::prelude::*;
use rtc::rtcp::reception_report::ReceptionReport;

const ALL_OPEN: MediaState = MediaState { microphone: true, camera: true, screen: true };
const WALL: CaptureTime = CaptureTime(1_790_000_000_000_000);

struct End {
    session: Session,
    outbox: Arc<Outbox>,
    gate: Arc<Gate>,
    counters: Arc<Counters>,
    packetizer: Packetizer,
    voices: Vec<VoicePacket>,
    pictures: Vec<(MediaKind, Frame)>,
    losses: usize,
    key_wanted: usize,
    line: Option<Line>,
}

fn ids(base: u32) -> [StreamIds; 3] {
    [0, 10, 20].map(|n| StreamIds { ssrc: base + n, rtx: base + n + 1, offset: base * 977, first: 65_530 })
}

fn end(now: Instant, own: u32, peer: u32) -> End {
    let (gate, outbox, counters) = (Arc::new(Gate::default()), Arc::new(Outbox::new(now)), Arc::default());
    gate.set(ALL_OPEN);
    outbox.set_pace(2_000, Width::Open);
    let anchor = Anchor::new(now, WALL);
    let mut session = Session::new(now, anchor, ids(own), gate.clone(), outbox.clone(), Arc::clone(&counters));
    let codecs = [None, Some(PictureCodec::Vp8), Some(PictureCodec::Vp9)];
    for kind in MediaKind::ALL {
        let index = kind as usize;
        let (payload_type, capture) = (100 + index as u8, Some(3));
        let rtx = (kind != MediaKind::Audio).then_some(110 + index as u8);
        session.bind_local(ids(own)[index].ssrc, Binding { payload_type, rtx, capture });
        let there = ids(peer)[index];
        session.bind_remote(RemoteBinding {
            kind,
            codec: codecs[index],
            ssrc: there.ssrc,
            payload_type,
            rtx: rtx.map(|rtx| (there.rtx, rtx)),
            rate: if kind == MediaKind::Audio { 48_000 } else { 90_000 },
            capture,
            nack: kind != MediaKind::Audio,
        });
    }
    let packetizer = Packetizer::new(PictureCodec::Vp8, 0);
    let (voices, pictures) = (Vec::new(), Vec::new());
    End { session, outbox, gate, counters, packetizer, voices, pictures, losses: 0, key_wanted: 0, line: None }
}

impl End {
    fn listen(&mut self) {
        while let Some(event) = self.session.poll_event() {
            match event {
                Event::Voice(voice) => self.voices.push(voice),
                Event::Picture(kind, _, frame) => self.pictures.push((kind, frame)),
                Event::Lost(_) => self.losses += 1,
                Event::KeyWanted(MediaKind::Video) => self.key_wanted += 1,
                Event::KeyWanted(_) => {}
                Event::Line(line) => self.line = Some(line),
            }
        }
    }

    fn speak(&mut self, now: Instant, n: u32) {
        let captured = CaptureTime(WALL.0 + u64::from(n) * 20_000);
        let payloads = vec![Bytes::from(n.to_be_bytes().to_vec())];
        let kind = MediaKind::Audio;
        let frame = OutFrame { kind, key: true, timestamp: n * 960, captured, onset: n == 0, payloads };
        self.outbox.put(&Arc::new(frame));
        self.session.handle_outbox(now);
    }

    fn film(&mut self, now: Instant, n: u32, key: bool, size: usize) {
        let mut data = vec![n as u8; size];
        data[0] = u8::from(!key);
        let payloads = self.packetizer.cut(Cut { data: &data, key, width: 64, height: 64 });
        let captured = CaptureTime(WALL.0 + u64::from(n) * 33_000);
        let kind = MediaKind::Video;
        let frame = OutFrame { kind, key, timestamp: n * 3_000, captured, onset: false, payloads };
        self.outbox.put(&Arc::new(frame));
        self.session.handle_outbox(now);
    }
}

/// Whether the line loses a packet of the end of that number.
type Loss = Box<dyn FnMut(usize, &Transmit) -> bool>;

/// Two ends and the packets between them, in steps of a millisecond.
struct World {
    now: Instant,
    ends: [End; 2],
    flying: Vec<(Instant, usize, Transmit)>,
    delay: Duration,
    lose: Loss,
    rtp: usize,
}

impl World {
    fn new(delay_ms: u64, lose: impl FnMut(usize, &Transmit) -> bool + 'static) -> Self {
        let now = Instant::now();
        let ends = [end(now, 1_000, 2_000), end(now, 2_000, 1_000)];
        let delay = Duration::from_millis(delay_ms);
        Self { now, ends, flying: Vec::new(), delay, lose: Box::new(lose), rtp: 0 }
    }

    fn run(&mut self, ms: u64) {
        for _ in 0..ms {
            self.now += Duration::from_millis(1);
            let (due, rest) = std::mem::take(&mut self.flying).into_iter().partition(|(at, _, _)| *at <= self.now);
            self.flying = rest;
            for (_, to, transmit) in due {
                let session = &mut self.ends[to].session;
                match transmit {
                    Transmit::Rtp(packet) => session.handle_rtp(self.now, packet),
                    Transmit::Rtcp(packets) => {
                        // Through the bytes, as on the wire.
                        let mut bytes = rtcp::packet::marshal(&packets).unwrap();
                        session.handle_rtcp(self.now, &rtcp::packet::unmarshal(&mut bytes).unwrap());
                    }
                }
            }
            for from in 0..2 {
                let end = &mut self.ends[from];
                if end.session.poll_timeout().is_some_and(|at| at <= self.now) {
                    end.session.handle_timeout(self.now);
                }
                end.listen();
                while let Some((_, transmit)) = end.session.poll_transmit() {
                    self.rtp += usize::from(matches!(transmit, Transmit::Rtp(_)));
                    if !(self.lose)(from, &transmit) {
                        self.flying.push((self.now + self.delay, 1 - from, transmit));
                    }
                }
            }
        }
    }
}

#[test]
fn voice_and_pictures_arrive_with_their_capture_times() {
    let mut world = World::new(20, |_, _| false);
    world.run(50);
    for n in 0..30 {
        let now = world.now;
        world.ends[0].speak(now, n);
        world.ends[0].film(now, n, n == 0, 5_000);
        world.run(33);
    }
    world.run(50);
    let there = &world.ends[1];
    assert_eq!(there.voices.len(), 30);
    assert_eq!(there.pictures.len(), 30);
    assert!(there.pictures[0].1.key && !there.pictures[1].1.key);
    let late = |captured: Option<CaptureTime>, truth: u64| captured.unwrap().0.abs_diff(truth) <= 1;
    assert!(late(there.voices[29].captured, WALL.0 + 29 * 20_000));
    assert!(late(there.pictures[29].1.captured, WALL.0 + 29 * 33_000));
    assert_eq!(there.losses, 0);
}

#[test]
fn the_round_trip_is_known_on_both_sides_even_of_one_who_sends_nothing() {
    let mut world = World::new(40, |_, _| false);
    for n in 0..80 {
        let now = world.now;
        world.ends[0].speak(now, n);
        world.run(20);
    }
    for end in &world.ends {
        let rtt = end.session.rtt.smooth().unwrap().as_millis();
        assert!((79..=83).contains(&rtt), "{rtt}");
    }
    assert_eq!(world.ends[0].line.unwrap().lost_out.unwrap_or(0.0), 0.0);
}

#[test]
fn lost_pictures_come_again_and_nothing_freezes() {
    let mut count = 0;
    let mut world = World::new(25, move |from, transmit| {
        count += 1;
        from == 0 && matches!(transmit, Transmit::Rtp(_)) && count % 10 == 0
    });
    world.run(50);
    for n in 0..60 {
        let now = world.now;
        world.ends[0].film(now, n, n == 0, 6_000);
        world.run(33);
    }
    world.run(400);
    assert_eq!(world.ends[1].pictures.len(), 60);
    assert_eq!(world.ends[1].losses, 0);
    world.ends[1].session.count();
    let counted = world.ends[1].counters.received.lock()[1].unwrap();
    assert!(counted.nacks >= 30 && counted.nacks < 80, "asked once or twice for each: {counted:?}");
    assert_eq!(counted.packets_lost, 0);
    let sent = world.ends[0].counters.sent[1].packets.load(Ordering::Relaxed);
    assert!(sent < 60 * 6 + 90, "no storm: {sent}");
}

#[test]
fn after_an_outage_a_key_frame_is_asked_for_and_given() {
    let mut world = World::new(25, |_, _| false);
    world.run(50);
    let mut key_before = 0;
    for n in 0..180 {
        let now = world.now;
        let key = n == 0 || world.ends[0].key_wanted > key_before;
        key_before = world.ends[0].key_wanted;
        world.ends[0].film(now, n, key, 3_000);
        if n == 30 {
            world.lose = Box::new(|from, _| from == 0);
        }
        if n == 100 {
            world.lose = Box::new(|_, _| false);
        }
        world.run(33);
    }
    world.run(100);
    let there = &world.ends[1];
    assert!(there.losses >= 1);
    let last = there.pictures.last().unwrap();
    assert_eq!(last.1.data[1], 179, "the stream has recovered");
    assert!(there.pictures.len() > 80, "{}", there.pictures.len());
}

#[test]
fn what_is_closed_leaves_nothing() {
    let mut world = World::new(5, |_, _| false);
    world.run(20);
    let now = world.now;
    // A frame so large that the pacer still holds most of it when the gate closes.
    world.ends[0].film(now, 0, true, 400_000);
    world.run(2);
    assert!(world.rtp > 0);
    world.ends[0].gate.set(MediaState { microphone: true, camera: false, screen: false });
    world.rtp = 0;
    // Whatever else is asked of it: new frames, retransmissions.
    let asked: Vec<u16> = (65_530..=65_535).chain(0..20).collect();
    let nacks = nack_pairs_from_sequence_numbers(&asked);
    let nack: RtcpPacket = Box::new(TransportLayerNack { sender_ssrc: 2_000, media_ssrc: 1_010, nacks });
    world.ends[0].session.handle_rtcp(now, &[nack]);
    world.ends[0].film(now, 1, true, 5_000);
    world.run(300);
    assert_eq!(world.rtp, 0, "no packet of the camera leaves");
    let now = world.now;
    world.ends[0].speak(now, 0);
    world.run(10);
    assert_eq!(world.rtp, 1, "the microphone is open");
    // Open again: it begins with a key frame, not with what refers to one that was never sent.
    world.ends[0].gate.set(ALL_OPEN);
    let now = world.now;
    world.ends[0].film(now, 2, false, 1_000);
    world.run(20);
    assert_eq!(world.rtp, 1);
    world.ends[0].film(now, 3, true, 1_000);
    world.run(20);
    assert_eq!(world.rtp, 2);
}

#[test]
fn voice_does_not_wait_behind_pictures() {
    let mut world = World::new(0, |_, _| false);
    world.run(20);
    let now = world.now;
    world.ends[0].film(now, 0, true, 400_000);
    world.ends[0].speak(now, 0);
    world.run(3);
    assert_eq!(world.ends[1].voices.len(), 1);
    assert!(world.ends[1].pictures.is_empty());
    world.run(1_000);
    assert_eq!(world.ends[1].pictures.len(), 1);
}

#[test]
fn a_decoder_gets_the_key_frame_it_asks_for_once() {
    let mut world = World::new(10, |_, _| false);
    world.run(20);
    let now = world.now;
    world.ends[0].film(now, 0, true, 1_000);
    world.run(50);
    let before = world.ends[0].key_wanted;
    world.ends[1].outbox.ask_key(MediaKind::Video);
    world.ends[1].outbox.ask_key(MediaKind::Video);
    let now = world.now;
    world.ends[1].session.handle_outbox(now);
    world.run(30);
    assert_eq!(world.ends[0].key_wanted, before + 1);
    let now = world.now;
    world.ends[0].film(now, 1, true, 1_000);
    world.run(1_000);
    assert_eq!(world.ends[0].key_wanted, before + 1, "it came: nothing more is asked");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_packet_of_a_peer_makes_it_panic(
        packets in prop::collection::vec(
            (0u32..4, any::<u16>(), any::<u32>(), 95u8..115, prop::collection::vec(any::<u8>(), 0..30)), 0..200),
        reports in prop::collection::vec((any::<u32>(), any::<u32>(), any::<u8>(), any::<u32>()), 0..20),
    ) {
        let now = Instant::now();
        let mut end = end(now, 1_000, 2_000);
        let mut ms = 0;
        for (stream, sequence_number, timestamp, payload_type, payload) in packets {
            ms += 3;
            let at = now + Duration::from_millis(ms);
            let ssrc = 2_000 + stream * 5 + u32::from(payload_type > 108);
            let header = rtp::header::Header { version: 2, ssrc, sequence_number, timestamp, payload_type, ..Default::default() };
            end.session.handle_rtp(at, rtp::Packet { header, payload: payload.into() });
            end.session.handle_timeout(at);
            end.listen();
            while end.session.poll_transmit().is_some() {}
        }
        for (last_sender_report, delay, fraction_lost, last_sequence_number) in reports {
            let block = ReceptionReport { ssrc: 1_000, fraction_lost, last_sender_report, delay, last_sequence_number, ..Default::default() };
            let report = ReceiverReport { ssrc: 2_000, reports: vec![block], ..Default::default() };
            end.session.handle_rtcp(now, &[Box::new(report)]);
            end.listen();
            prop_assert!(end.line.unwrap().lost_out.unwrap_or(0.0) <= 1.0);
        }
    }
}

/// A key frame that takes long is asked for as long as it takes: what is on its way answers all of that, and one that is
/// asked for after it is made.
#[test]
fn a_key_frame_on_its_way_answers_those_who_ask_for_one() {
    let mut world = World::new(20, |_, _| false);
    world.run(50);
    world.ends[0].outbox.set_pace(200, Width::Narrow);
    world.ends[0].film(world.now, 0, true, 60_000);
    world.ends[0].listen();
    let before = world.ends[0].key_wanted;
    for _ in 0..6 {
        world.run(250);
        world.ends[1].outbox.ask_key(MediaKind::Video);
        world.ends[1].session.handle_outbox(world.now);
    }
    assert!(world.ends[1].pictures.is_empty(), "it takes nearly two seconds");
    assert_eq!(world.ends[0].key_wanted, before);
    world.run(1_500);
    assert_eq!(world.ends[1].pictures.len(), 1);
    world.ends[1].outbox.ask_key(MediaKind::Video);
    world.ends[1].session.handle_outbox(world.now);
    world.run(100);
    assert_eq!(world.ends[0].key_wanted, before + 1);
}

/// What waits behind is of no use once a key frame comes; a frame of which a part has left is finished.
#[test]
fn a_key_frame_goes_before_what_it_replaces() {
    let mut world = World::new(20, |_, _| false);
    world.run(50);
    world.ends[0].outbox.set_pace(200, Width::Narrow);
    for n in 0..6 {
        world.ends[0].film(world.now, n, n == 0, 12_000);
    }
    world.run(5);
    world.ends[0].film(world.now, 6, true, 12_000);
    world.ends[0].film(world.now, 7, false, 500);
    world.run(4_000);
    let seen: Vec<u8> = world.ends[1].pictures.iter().map(|(_, frame)| frame.data[1]).collect();
    assert_eq!(seen, [0, 6, 7]);
    assert_eq!(world.ends[1].losses, 0);
}
