//! Invitations of others: taken in, changed, answered, withdrawn, thrown away.

use super::*;

const THANDI: &str = "thandi@dirco.example";

fn reply<'a>(came: &'a Came, answer: Answer, comment: &'a str) -> Reply<'a> {
    let (uid, seen) = (came.invitation.uid.as_str(), came.at);
    Reply { uid, seen, who: THANDI, answer, instance: None, comment, language: Language::En }
}

/// The one invitation that is there.
fn only(guest: &Desk) -> Came {
    let mut all = guest.invitations(&[THANDI.to_owned()], now());
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// Says it, and it has gone out.
fn say(guest: &Desk, reply: &Reply<'_>, at: Timestamp) -> Came {
    let replying = guest.replying(reply, at).unwrap();
    guest.replied(&replying, &[THANDI.to_owned()], at).unwrap()
}

#[test]
fn what_one_ministry_sends_another_answers_and_the_first_takes_in() {
    let ((_a, host), (folder, guest)) = (desk(), desk());
    let own = [THANDI.to_owned()];
    let kept = host.save(plan(), None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    let sent = host.gone_out(&going, now()).unwrap();
    let uid = kept.plan.uid.clone();

    let came = invitation_of(guest.hear(mail(&going).as_bytes(), now()).unwrap());
    assert_eq!((&*came.invitation.title, &came.by, came.stale), ("Fisheries; second round", &None, false));
    let [listed] = &guest.invitations(&own, now())[..] else { panic!("one") };
    assert_eq!(listed.mine, [Personal(own[0].clone())]);
    // The same file once more is no news, and does not undo what was answered.
    assert_eq!(guest.hear(mail(&going).as_bytes(), now()), Ok(Heard::Known));

    let replying = guest.replying(&reply(&only(&guest), Answer::Accept, "With pleasure"), now()).unwrap();
    assert_eq!(guest.invitations(&own, now())[0].given, [], "nothing is said before it has gone out");
    let answer = String::from_utf8(replying.mail(now(), [7; 16]).unwrap().bytes).unwrap();
    assert!(answer.contains("To: \"Dewi Kartika\" <protocol@kemlu.example>"), "{answer}");
    assert!(answer.contains("Subject: Accepted: Fisheries; second round\r\n") && answer.contains("With pleasure"));
    let after = guest.replied(&replying, &own, now()).unwrap();
    assert_eq!((after.given[0].said, after.given[0].sequence), (Said::Accepted, 0));
    let accepted = guest.accepted(now());
    assert_eq!((accepted.len(), &*accepted[0].title), (1, "Fisheries; second round"));
    let heard = plan_of(host.hear(answer.as_bytes(), now()).unwrap());
    assert_eq!((heard.plan.answers[0].said, &*heard.plan.answers[0].comment), (Said::Accepted, "With pleasure"));

    // Another time is asked for, and declined: the invitation waits again.
    let start: Timestamp = "2026-12-09T08:00:00Z".parse().unwrap();
    let counter = Counter { start, end: Some("2026-12-09T09:00:00Z".parse().unwrap()) };
    let later = "2026-11-23T09:00:00Z".parse().unwrap();
    let replying = guest.replying(&reply(&only(&guest), Answer::Counter(counter), ""), later).unwrap();
    guest.replied(&replying, &own, later).unwrap();
    let heard = plan_of(host.hear(replying.calendar().as_bytes(), later).unwrap());
    assert_eq!(heard.plan.answers[0].counter.unwrap().start, start);
    let declining = Going::declining(&heard.plan, "thandi@dirco.example", None, later).unwrap();
    let told = invitation_of(guest.hear(mail(&declining).as_bytes(), later).unwrap());
    assert_eq!(told.given, []);

    // It is moved: what was answered before was about another time. From another's mail it is not believed.
    let before = only(&guest);
    say(&guest, &reply(&before, Answer::Accept, ""), later);
    let moved = Plan { start: Some(start), ..sent.plan.clone() };
    let moved = host.save(moved, Some(sent.version), later).unwrap();
    let again = outgoing(&moved.plan).going(None, None, later).unwrap();
    let forged = mail(&again).replacen("protocol@kemlu.example", "spy@else.example", 1);
    assert_eq!(
        guest.hear(forged.as_bytes(), later),
        Err(Problem::NotOrganizer { who: Personal("spy@else.example".into()) })
    );
    let came = invitation_of(guest.hear(mail(&again).as_bytes(), later).unwrap());
    assert!(came.stale && came.invitation.times[0].start == start && guest.accepted(later).is_empty());
    assert_eq!(guest.hear(mail(&going).as_bytes(), later), Ok(Heard::Known), "the old one is known");
    // What nobody has seen is not answered.
    assert_eq!(guest.replying(&reply(&before, Answer::Accept, ""), later).err(), Some(Problem::Changed));

    // It is there at the next start; it is called off, and can be thrown away.
    drop(guest);
    let guest = Desk::open(&folder.path().join("desk")).unwrap();
    assert!(guest.invitations(&own, later)[0].stale);
    let gone = host.gone_out(&again, later).unwrap();
    let end = Going::cancelling(&gone.plan, later).unwrap();
    let off = invitation_of(guest.hear(mail(&end).as_bytes(), later).unwrap());
    assert!(off.invitation.cancelled);
    let last = only(&guest);
    assert_eq!(guest.replying(&reply(&last, Answer::Accept, ""), later).err(), Some(Problem::MovedOn));
    guest.forget_invitation(&uid).unwrap();
    assert_eq!(guest.invitations(&own, later), []);
    assert_eq!(guest.replying(&reply(&last, Answer::Accept, ""), later).err(), Some(Problem::Gone));
    // Thrown away, its earlier mails do not bring it back, at the next start neither; of what was never known it is told.
    let guest = Desk::open(&folder.path().join("desk")).unwrap();
    for (earlier, of) in [(&going, later), (&again, later), (&end, now())] {
        assert_eq!(guest.hear(mail(earlier).as_bytes(), of), Ok(Heard::Known));
    }
    assert_eq!(guest.invitations(&own, later), []);
    let (_c, other) = self::desk();
    assert_eq!(other.hear(mail(&end).as_bytes(), later), Err(Problem::Nothing));
}

#[test]
fn an_invitation_by_another_hand_is_shown_as_such() {
    let ((_a, host), (_b, guest)) = (desk(), desk());
    let kept = host.save(plan(), None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    let by_hand = mail(&going).replacen("protocol@kemlu.example", "assistant@kemlu.example", 1);
    let came = invitation_of(guest.hear(by_hand.as_bytes(), now()).unwrap());
    assert_eq!(came.by, Some(Personal("assistant@kemlu.example".into())));
    // Whoever sent it may change it.
    host.gone_out(&going, now()).unwrap();
    let later = Outgoing { plan: Plan { title: "Renamed".into(), ..kept.plan.clone() }, ..outgoing(&kept.plan) };
    let renamed = mail(&later.going(None, None, now()).unwrap());
    let came =
        guest.hear(renamed.replacen("protocol@kemlu.example", "assistant@kemlu.example", 1).as_bytes(), now()).unwrap();
    assert_eq!(&*invitation_of(came).invitation.title, "Renamed");
    // Nobody on it is of this desk, unless the settings say so; whoever answers has to be invited.
    let nobody = guest.replying(&Reply { who: "spy@else.example", ..reply(&only(&guest), Answer::Accept, "") }, now());
    assert_eq!(nobody.err(), Some(Problem::NotInvited { who: Personal("spy@else.example".into()) }));
}

#[test]
fn each_answers_for_themselves_and_a_time_that_is_moved_wants_a_new_word() {
    let ((_a, host), (_b, guest)) = (desk(), desk());
    let mut plan = plan();
    plan.recurrence = Some(Recurrence { rule: "FREQ=WEEKLY;COUNT=3".into(), ..Recurrence::default() });
    let mut kept = host.save(plan, None, now()).unwrap();
    let send = |kept: &Saved| {
        let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
        (mail(&going), host.gone_out(&going, now()).unwrap())
    };
    let (text, gone) = send(&kept);
    guest.hear(text.as_bytes(), now()).unwrap();
    say(&guest, &reply(&only(&guest), Answer::Accept, ""), now());
    let second: Timestamp = "2026-12-15T07:00:00Z".parse().unwrap();
    say(&guest, &Reply { instance: Some(second), ..reply(&only(&guest), Answer::Decline, "") }, now());
    // Another of theirs says no to all: the first still comes, and to two of the three times.
    let came = say(&guest, &Reply { who: "retno@kemlu.example", ..reply(&only(&guest), Answer::Decline, "") }, now());
    assert_eq!(came.given.len(), 3);
    let said: Vec<(&str, Said)> = came.invitation.invited.iter().map(|one| (&*one.mail.0, one.said)).collect();
    assert_eq!(said, [(THANDI, Said::Accepted), ("retno@kemlu.example", Said::Declined)], "one's own first");
    let starts = |guest: &Desk| guest.accepted(now()).iter().map(|one| one.start.to_string()).collect::<Vec<_>>();
    assert_eq!(starts(&guest), ["2026-12-08T07:00:00Z", "2026-12-22T07:00:00Z"]);
    // One of the times is moved: that one alone wants a new word.
    let moved: Timestamp = "2026-12-23T07:00:00Z".parse().unwrap();
    let shift = plan::Moved { id: "2026-12-22T07:00:00Z".into(), start: moved, minutes: 60 };
    let mut next = gone.plan.clone();
    next.recurrence.as_mut().unwrap().moved.push(shift);
    kept = host.save(next, Some(gone.version), now()).unwrap();
    let (text, _) = send(&kept);
    // As another program writes it: the series stays at its revision, the one time has a later one.
    let text = plain(&text).replacen("SEQUENCE:1", "SEQUENCE:0", 1);
    let came = invitation_of(guest.hear(text.as_bytes(), now()).unwrap());
    assert_eq!((came.stale, &came.changed[..]), (false, &[moved][..]));
    assert_eq!(starts(&guest), ["2026-12-08T07:00:00Z"]);
    let came = say(&guest, &reply(&only(&guest), Answer::Accept, ""), now());
    assert_eq!((came.changed.len(), came.given.len()), (0, 2), "a word about all is about each time as it is now");
    assert_eq!(starts(&guest).len(), 3);
}

/// The calendar of a mail.
fn plain(mail: &str) -> String {
    let received = crate::mail::read(mail.as_bytes()).unwrap();
    chancery_schedule::ical::write(&received.calendars[0])
}

#[test]
fn whoever_is_not_invited_any_more_is_told_and_not_reminded() {
    let ((_a, host), (folder, guest)) = (desk(), desk());
    let mut both = plan();
    both.sides[1].members.push(person("s", "Sipho Dlamini", "sipho@dirco.example"));
    let kept = host.save(both, None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    let gone = host.gone_out(&going, now()).unwrap();
    let came = invitation_of(guest.hear(mail(&going).as_bytes(), now()).unwrap());
    say(&guest, &Reply { who: "sipho@dirco.example", ..reply(&came, Answer::Accept, "") }, now());
    assert_eq!(guest.accepted(now()).len(), 1);
    let mut fewer = gone.plan.clone();
    fewer.sides[1].members.clear();
    let fewer = host.save(fewer, Some(gone.version), now()).unwrap();
    let again = outgoing(&fewer.plan).going(None, None, now()).unwrap();
    let told = String::from_utf8(again.withdrawn_mail(now(), [9; 16]).unwrap().unwrap().bytes).unwrap();
    let came = invitation_of(guest.hear(told.as_bytes(), now()).unwrap());
    assert!(came.withdrawn && !came.invitation.cancelled && came.given.is_empty());
    assert_eq!(guest.accepted(now()), []);
    // So is a desk that does not know whom it answers for: such a mail is sent to nobody else.
    let (_c, other) = self::desk();
    other.hear(mail(&going).as_bytes(), now()).unwrap();
    assert!(invitation_of(other.hear(told.as_bytes(), now()).unwrap()).withdrawn);
    // A desk that answers for somebody who stays is not.
    assert!(!guest.invitations(&[THANDI.to_owned()], now())[0].withdrawn);
    drop(guest);
    let guest = Desk::open(&folder.path().join("desk")).unwrap();
    assert!(guest.invitations(&["Sipho@dirco.example".to_owned()], now())[0].withdrawn);
    // Were it called off now, they would hear of that, too: it may stand in their calendar still.
    let end = Going::cancelling(&fewer.plan, now()).unwrap();
    assert!(mail(&end).replace("\r\n ", " ").contains("sipho@dirco.example"));
}

#[test]
fn a_mail_under_the_name_of_ones_own_meeting_or_from_nobody_is_not_believed() {
    let (_folder, desk) = desk();
    let kept = desk.save(plan(), None, now()).unwrap();
    let going = outgoing(&kept.plan).going(None, None, now()).unwrap();
    desk.gone_out(&going, now()).unwrap();
    assert_eq!(desk.hear(mail(&going).as_bytes(), now()), Err(Problem::Nothing), "a copy of what went out");
    let other = mail(&going).replace("From: \"Dewi Kartika\" <protocol@", "From: <spy@");
    assert_eq!(desk.hear(other.as_bytes(), now()), Err(Problem::Nothing), "of the organizer, whoever carried it");
    let theirs = plain(&mail(&going)).replace("mailto:protocol@kemlu.example", "mailto:spy@else.example");
    assert!(matches!(desk.hear(theirs.as_bytes(), now()), Err(Problem::NotOrganizer { .. })));
    // An event without an organizer is nobody's: whoever sent it is named.
    let (_b, guest) = self::desk();
    let received = mail(&going).lines().filter(|line| !line.starts_with("From:")).collect::<Vec<_>>().join("\r\n");
    let came = invitation_of(guest.hear(received.as_bytes(), now()).unwrap());
    assert_eq!(came.by, Some(Personal::default()));
}
