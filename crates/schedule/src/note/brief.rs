//! What is written beside a message that is no invitation: one sentence in each language, without the forms of a note.

use super::{Language, called, city, dates};
use crate::plan::{Said, Side};
use crate::zones::{Zone, Zones};

/// That the meeting of this title is not held.
pub fn cancelled(title: &str, language: Language) -> String {
    match language {
        Language::En => format!("The meeting \u{201c}{title}\u{201d} will not be held."),
        Language::Fr => format!("La réunion «\u{a0}{title}\u{a0}» n’aura pas lieu."),
        Language::Es => format!("La reunión «{title}» no se celebrará."),
        Language::Ru => format!("Встреча «{title}» не состоится."),
        Language::Zh => format!("会议“{title}”不再举行。"),
        Language::Ar => format!("لن يُعقد اجتماع «{title}»."),
        Language::Id => format!("Pertemuan \u{201c}{title}\u{201d} tidak jadi diadakan."),
    }
}

/// That another time, which somebody asked for, cannot be met.
pub fn declined(title: &str, language: Language) -> String {
    match language {
        Language::En => {
            format!(
                "The time that you propose for \u{201c}{title}\u{201d} does not suit. The invitation stands as it was sent."
            )
        }
        Language::Fr => {
            format!(
                "L’heure que vous proposez pour «\u{a0}{title}\u{a0}» ne convient pas. L’invitation demeure telle qu’envoyée."
            )
        }
        Language::Es => {
            format!("La hora que propone para «{title}» no conviene. La invitación se mantiene tal como se envió.")
        }
        Language::Ru => {
            format!("Предложенное вами время для «{title}» не подходит. Приглашение остаётся в силе в прежнем виде.")
        }
        Language::Zh => format!("您为“{title}”提议的时间不便安排，原邀请不变。"),
        Language::Ar => format!("الموعد الذي اقترحتموه لاجتماع «{title}» غير مناسب، وتبقى الدعوة على حالها."),
        Language::Id => {
            format!(
                "Waktu yang Anda usulkan untuk \u{201c}{title}\u{201d} tidak sesuai. Undangan tetap berlaku seperti yang dikirim."
            )
        }
    }
}

/// That somebody is not invited any more, while the meeting is held.
pub fn withdrawn(title: &str, language: Language) -> String {
    match language {
        Language::En => {
            format!("The invitation to \u{201c}{title}\u{201d} no longer concerns you. The meeting itself is held.")
        }
        Language::Fr => {
            format!("L’invitation à «\u{a0}{title}\u{a0}» ne vous concerne plus. La réunion elle-même a lieu.")
        }
        Language::Es => format!("La invitación a «{title}» ya no le concierne. La reunión en sí se celebra."),
        Language::Ru => format!("Приглашение на встречу «{title}» больше вас не касается. Сама встреча состоится."),
        Language::Zh => format!("“{title}”的邀请不再涉及您，会议照常举行。"),
        Language::Ar => format!("لم تعد الدعوة إلى «{title}» تعنيكم، والاجتماع نفسه قائم."),
        Language::Id => format!(
            "Undangan ke \u{201c}{title}\u{201d} tidak lagi ditujukan kepada Anda. Pertemuannya tetap diadakan."
        ),
    }
}

/// What somebody says to an invitation, in a word or two: the beginning of a subject.
pub fn answer(said: Said, language: Language) -> &'static str {
    let [yes, no, perhaps, another] = match language {
        Language::En => ["Accepted", "Declined", "Tentative", "New time proposed"],
        Language::Fr => ["Accepté", "Décliné", "Provisoire", "Nouvelle heure proposée"],
        Language::Es => ["Aceptado", "Rechazado", "Provisional", "Nueva hora propuesta"],
        Language::Ru => ["Принято", "Отклонено", "Под вопросом", "Предложено другое время"],
        Language::Zh => ["已接受", "已谢绝", "暂定", "提议新时间"],
        Language::Ar => ["قبول", "اعتذار", "قبول مبدئي", "اقتراح موعد آخر"],
        Language::Id => ["Diterima", "Ditolak", "Tentatif", "Usul waktu lain"],
    };
    match said {
        Said::Accepted => yes,
        Said::Declined => no,
        Said::Countered => another,
        _ => perhaps,
    }
}

/// The same as a sentence, for the mail that carries it.
pub fn answered(title: &str, who: &str, said: Said, language: Language) -> String {
    let [yes, no, perhaps, another] = match language {
        Language::En => [
            format!("{who} accepts the invitation to \u{201c}{title}\u{201d}."),
            format!("{who} is unable to accept the invitation to \u{201c}{title}\u{201d}."),
            format!("{who} may be able to attend \u{201c}{title}\u{201d} and will confirm."),
            format!("{who} proposes another time for \u{201c}{title}\u{201d}."),
        ],
        Language::Fr => [
            format!("{who} accepte l’invitation à «\u{a0}{title}\u{a0}»."),
            format!("{who} ne peut accepter l’invitation à «\u{a0}{title}\u{a0}»."),
            format!("{who} pourra peut-être participer à «\u{a0}{title}\u{a0}» et confirmera."),
            format!("{who} propose une autre heure pour «\u{a0}{title}\u{a0}»."),
        ],
        Language::Es => [
            format!("{who} acepta la invitación a «{title}»."),
            format!("{who} no puede aceptar la invitación a «{title}»."),
            format!("{who} quizá pueda asistir a «{title}» y lo confirmará."),
            format!("{who} propone otra hora para «{title}»."),
        ],
        Language::Ru => [
            format!("{who}: приглашение на встречу «{title}» принято."),
            format!("{who}: приглашение на встречу «{title}» принять не представляется возможным."),
            format!("{who}: участие во встрече «{title}» возможно и будет подтверждено."),
            format!("{who}: предлагается другое время для встречи «{title}»."),
        ],
        Language::Zh => [
            format!("{who}接受“{title}”的邀请。"),
            format!("{who}无法接受“{title}”的邀请。"),
            format!("{who}可能出席“{title}”，容后确认。"),
            format!("{who}为“{title}”提议另一时间。"),
        ],
        Language::Ar => [
            format!("{who}: قبول الدعوة إلى «{title}»."),
            format!("{who}: اعتذار عن عدم قبول الدعوة إلى «{title}»."),
            format!("{who}: الحضور في «{title}» ممكن وسيؤكَّد لاحقاً."),
            format!("{who}: اقتراح موعد آخر لـ«{title}»."),
        ],
        Language::Id => [
            format!("{who} menerima undangan ke \u{201c}{title}\u{201d}."),
            format!("{who} tidak dapat menerima undangan ke \u{201c}{title}\u{201d}."),
            format!("{who} mungkin dapat menghadiri \u{201c}{title}\u{201d} dan akan memastikannya."),
            format!("{who} mengusulkan waktu lain untuk \u{201c}{title}\u{201d}."),
        ],
    };
    match said {
        Said::Accepted => yes,
        Said::Declined => no,
        Said::Countered => another,
        _ => perhaps,
    }
}

/// How the people of a side join: what stands above their link. First the one time that it opens, `start` and `end` in seconds,
/// on that side's own clock; the side as the language calls it.
pub fn joining(side: &Side, (start, end): (i64, i64), language: Language) -> String {
    let name = called(side, language);
    let when = match Zones::new().get(&side.zone) {
        Some(zone) => format!("{}: {}", city(side, language), dates::span(start, end, &zone, language)),
        None => format!("UTC: {}", dates::span(start, end, &Zone::utc(), language)),
    };
    let side = name;
    let how = match language {
        Language::En => format!(
            "To join, open this link in Chancery. Whoever holds it can ask to sit for {side}: keep it as you would keep a key."
        ),
        Language::Fr => format!(
            "Pour participer, ouvrez ce lien dans Chancery. Quiconque le détient peut demander à siéger pour {side}\u{a0}: gardez-le comme une clé."
        ),
        Language::Es => format!(
            "Para participar, abra este enlace en Chancery. Quien lo tenga puede pedir asiento por {side}: guárdelo como una llave."
        ),
        Language::Ru => format!(
            "Чтобы участвовать, откройте эту ссылку в Chancery. Любой, у кого она есть, может просить место за {side}: храните её как ключ."
        ),
        Language::Zh => {
            format!("如需参加会议，请在 Chancery 中打开此链接。持有者可代表{side}请求入席，请如钥匙般妥善保管。")
        }
        Language::Ar => format!(
            "للانضمام افتحوا هذا الرابط في Chancery. كل من يحوزه يستطيع أن يطلب مقعداً عن {side}، فاحفظوه كما يُحفظ المفتاح."
        ),
        Language::Id => format!(
            "Untuk bergabung, buka tautan ini di Chancery. Siapa pun yang memegangnya dapat meminta kursi bagi {side}: simpanlah seperti menyimpan kunci."
        ),
    };
    format!("{when}\n{how}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::DelegationCode;

    #[test]
    fn each_language_has_its_own_sentence_with_the_title() {
        for say in [cancelled, declined, withdrawn] {
            let all: std::collections::BTreeSet<String> = Language::ALL.into_iter().map(|l| say("Ports", l)).collect();
            assert_eq!(all.len(), Language::ALL.len());
            assert!(all.iter().all(|s| s.contains("Ports")));
        }
        for given in [Said::Accepted, Said::Declined, Said::Tentative, Said::Countered] {
            let all = Language::ALL.into_iter().map(|l| (answer(given, l), answered("Ports", "Dewi", given, l)));
            let all: std::collections::BTreeSet<_> = all.collect();
            assert!(
                all.len() == Language::ALL.len() && all.iter().all(|(_, s)| s.contains("Ports") && s.contains("Dewi"))
            );
        }
        let mut side = Side::new(DelegationCode::new("ZA").unwrap(), "");
        // 8 December 2026, 07:00 to 08:00 in UTC.
        let said = |side: &Side, l| joining(side, (1_796_713_200, 1_796_716_800), l);
        let all: std::collections::BTreeSet<String> = Language::ALL.into_iter().map(|l| said(&side, l)).collect();
        assert!(all.len() == Language::ALL.len() && all.iter().all(|s| s.contains("09:00\u{2013}10:00")), "{all:?}");
        assert!(said(&side, Language::Id).contains("Afrika Selatan"), "as the language calls it");
        side.zone = "Mars/Olympus".into();
        assert!(said(&side, Language::En).starts_with("UTC: ") && said(&side, Language::En).contains("07:00"));
    }
}
