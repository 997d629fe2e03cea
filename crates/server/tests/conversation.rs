//! Two clients on real sockets: meeting, talking, losing each other, a server that restarts.

mod common;

use chancery_model::Place;
use chancery_signalling::message::{ClientMessage, LeftReason, Member, RefusalCode, Sealed, ServerMessage};
use common::{Client, Heard, Meeting, Server, person};
use std::time::Duration;

fn member(message: ServerMessage) -> Member {
    match message {
        ServerMessage::Member { member } => member,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn two_delegations_talk() {
    let server = Server::start().await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let mut a = Client::seated(server.address(), &meeting, 2).await;
    let mut z = Client::greeted(server.address()).await;
    z.say(&meeting.enter(3)).await;
    let ServerMessage::Entered { meeting: sealed, members, .. } = z.message().await else { panic!() };
    assert_eq!(sealed.0, meeting.sealed);
    let [first] = &members[..] else { panic!("{members:?}") };
    assert_eq!((first.participant, first.delegation.as_str(), first.connected), (person(2), "ID", true));
    assert_eq!(first.card.0, [2; 40]);
    assert_eq!(member(a.message().await).participant, person(3));

    z.say(&ClientMessage::Move { place: Place::Plenary }).await;
    assert_eq!(member(a.message().await).place, Place::Plenary);
    // A hundred relayed in each form arrive whole and in order.
    for n in 0..100_u8 {
        a.relay(if n.is_multiple_of(2) { None } else { Some(3) }, vec![n; 1_000]).await;
    }
    for n in 0..100_u8 {
        let expected = ServerMessage::Relayed { from: person(2), sealed: Sealed(vec![n; 1_000]) };
        assert_eq!(z.message().await, expected);
    }
    assert!(a.ping(1).await.is_empty());
    z.say(&ClientMessage::Leave).await;
    assert_eq!(a.message().await, ServerMessage::Left { participant: person(3), reason: LeftReason::Left });
    assert!((server.metric("chancery_seats").await - 1.0).abs() < 0.1);
    server.stop().await;
}

#[tokio::test]
async fn meetings_do_not_hear_each_other() {
    let server = Server::start().await;
    let (one, two) = (Meeting::now(1), Meeting::now(2));
    server.register(&one).await;
    server.register(&two).await;
    let mut a = Client::seated(server.address(), &one, 2).await;
    let mut b = Client::seated(server.address(), &two, 2).await;
    a.relay(None, vec![1]).await;
    a.relay(Some(2), vec![1]).await;
    a.ping(1).await;
    assert!(b.ping(1).await.is_empty());
    server.stop().await;
}

#[tokio::test]
async fn a_client_comes_back_to_its_seat_and_a_stranger_does_not_get_it() {
    let server = Server::with(|c| c.limits.grace = Duration::from_secs(2)).await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let mut a = Client::seated(server.address(), &meeting, 2).await;
    let z = Client::seated(server.address(), &meeting, 3).await;
    a.message().await;
    // The socket is cut without a goodbye.
    drop(z);
    assert!(!member(a.message().await).connected);
    let mut stranger = Client::greeted(server.address()).await;
    let ClientMessage::Enter { meeting: id, delegation, access, participant, place, card, .. } = meeting.enter(3)
    else {
        unreachable!()
    };
    let resume = chancery_signalling::message::ResumeToken([99; 16]);
    stranger
        .say(&ClientMessage::Enter { meeting: id, delegation, access, participant, resume, place, card, after: None })
        .await;
    assert_eq!(stranger.refused().await, RefusalCode::AlreadyHere);
    let mut z = Client::seated(server.address(), &meeting, 3).await;
    assert!(member(a.message().await).connected);
    // The same once more while the first socket is still there: that one is closed with a word.
    let again = Client::seated(server.address(), &meeting, 3).await;
    assert_eq!(z.hear().await, Heard::Closed(1000));
    assert!(member(a.message().await).connected);
    // Gone for good.
    drop(again);
    assert!(!member(a.message().await).connected);
    loop {
        // Keeps itself alive while it waits.
        if let Some(last) = a.ping(7).await.pop() {
            assert_eq!(last, ServerMessage::Left { participant: person(3), reason: LeftReason::Lost });
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn a_restarted_server_seats_everyone_again_from_its_database() {
    let server = Server::start().await;
    let meeting = Meeting::now(1);
    server.register(&meeting).await;
    let address = server.address();
    let mut clients = vec![];
    for n in 2..6 {
        clients.push(Client::seated(address, &meeting, n).await);
    }
    let data = server.stop().await;
    for client in &mut clients {
        loop {
            match client.message().await {
                ServerMessage::Closing { retry_ms } => break assert!(retry_ms > 0),
                ServerMessage::Member { .. } => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(client.hear().await, Heard::Closed(1012));
    }
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "it listens no more");
    let server = Server::on(data, |_| {}).await;
    let mut back = vec![];
    for n in 2..6 {
        back.push(Client::seated(server.address(), &meeting, n).await);
    }
    // The last to come sees all the others; the first has heard of all who came after.
    let first = back.remove(0).ping(1).await;
    let came: Vec<_> = first.into_iter().map(|m| member(m).participant).collect();
    assert_eq!(came, [person(3), person(4), person(5)]);
    server.stop().await;
}
