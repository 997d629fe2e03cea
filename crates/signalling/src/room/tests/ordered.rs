//! What all get in one order, and what of it is kept for those who come back.

use super::*;

fn order(bytes: Vec<u8>) -> ClientMessage {
    ClientMessage::Order { sealed: Sealed(bytes) }
}

/// The places and first bytes of what was ordered.
fn places(heard: Vec<ServerMessage>) -> Vec<(u64, u8)> {
    heard
        .into_iter()
        .filter_map(|m| match m {
            ServerMessage::Ordered { mark, sealed, .. } => Some((mark.n, sealed.0[0])),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_ordered_comes_to_all_in_one_order_and_to_its_sender_too() {
    let mut b = Bench::new(Limits::default());
    let (i, z) = (b.seated(0, 2), b.seated(0, 3));
    let elsewhere = b.seated(1, 4);
    b.say(i, order(vec![7]));
    b.say(z, order(vec![8]));
    let (to_i, to_z) = (places(b.heard(i)), places(b.heard(z)));
    assert_eq!(to_i, [(1, 7), (2, 8)]);
    assert_eq!(to_i, to_z);
    assert_eq!(places(b.heard(elsewhere)), []);
    b.say(i, order(vec![0; Limits::default().relay + 1]));
    assert!(matches!(b.heard(i)[..], [ServerMessage::Refused { code: RefusalCode::TooLarge, .. }]));
    assert_eq!(places(b.heard(z)), []);
}

#[test]
fn who_comes_back_gets_what_was_ordered_meanwhile() {
    let mut b = Bench::new(Limits::default());
    let (i, z) = (b.seated(0, 2), b.seated(0, 3));
    b.say(i, order(vec![1]));
    let Some(ServerMessage::Ordered { mark, .. }) = b.heard(z).pop() else { panic!("not told") };
    b.tell(RoomInput::Closed { connection: z });
    b.say(i, order(vec![2]));
    b.say(i, order(vec![3]));
    let back = |b: &mut Bench, mark| {
        let again = b.greeted();
        let mut message = enter(0, 3, 3);
        if let ClientMessage::Enter { after, .. } = &mut message {
            *after = mark;
        }
        b.say(again, message);
        let heard = b.heard(again);
        assert!(matches!(heard[0], ServerMessage::Entered { ordered: Mark { n: 3, .. }, .. }), "{heard:?}");
        places(heard)
    };
    assert_eq!(back(&mut b, Some(mark)), [(2, 2), (3, 3)]);
    assert_eq!(back(&mut b, Some(Mark { run: mark.run + 1, n: 0 })), [], "another run's");
    assert_eq!(back(&mut b, None), []);
    // What is kept is bounded: the gap shows in the places.
    for n in 0..200 {
        b.now.tick.0 += 100;
        b.say(i, order(vec![n; 8 * 1024]));
    }
    let all = places(b.heard(i));
    let again = b.greeted();
    let mut message = enter(0, 3, 3);
    if let ClientMessage::Enter { after, .. } = &mut message {
        *after = Some(mark);
    }
    b.say(again, message);
    let kept = places(b.heard(again));
    assert!(kept.len() < 128 && kept.len() > 10, "{}", kept.len());
    assert!(all.ends_with(&kept));
}

#[test]
fn a_meeting_that_was_empty_counts_anew() {
    let mut b = Bench::new(Limits::default());
    let run = |b: &mut Bench| {
        let i = b.greeted();
        b.say(i, enter(0, 2, 2));
        b.look_up_all();
        let Some(ServerMessage::Entered { ordered, .. }) = b.heard(i).pop() else { panic!("not let in") };
        assert_eq!(ordered.n, 0);
        b.say(i, order(vec![1]));
        b.say(i, ClientMessage::Leave);
        b.heard(i);
        ordered.run
    };
    assert_ne!(run(&mut b), run(&mut b));
}
