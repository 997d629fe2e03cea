//! Dates and times as the languages of notes write them, with the weekday and the year, in the Gregorian calendar.

use super::Language;
use crate::civil;
use crate::zones::Zone;

const WEEKDAYS: [[&str; 7]; 7] = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"],
    ["الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
];

/// In Russian in the genitive; in Arabic with both names in use, as the United Nations writes them; in Chinese by number.
#[rustfmt::skip]
const MONTHS: [[&str; 12]; 7] = [
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
    ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
    ["كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو", "آب/أغسطس",
     "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر"],
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
];

/// A day with or without its weekday.
pub fn day(day: i32, weekday: bool, language: Language) -> String {
    let (year, month, monthday) = civil::date(day);
    let week = WEEKDAYS[language as usize][usize::from(civil::weekday(day))];
    let month = MONTHS[language as usize][usize::from(month) - 1];
    let date = match language {
        Language::Zh => return format!("{year}年{month}月{monthday}日{}", if weekday { week } else { "" }),
        Language::Fr if monthday == 1 => format!("1er {month} {year}"),
        Language::Es => format!("{monthday} de {month} de {year}"),
        Language::Ru => format!("{monthday} {month} {year} г."),
        _ => format!("{monthday} {month} {year}"),
    };
    match (weekday, language) {
        (false, _) => date,
        (true, Language::En | Language::Ru | Language::Id) => format!("{week}, {date}"),
        (true, Language::Ar) => format!("{week}، {date}"),
        (true, _) => format!("{week} {date}"),
    }
}

/// A span on one clock: weekday, date, times, offset from UTC; the day of the end too where it is another.
pub fn span(start: i64, end: i64, zone: &Zone, language: Language) -> String {
    let (from, to) = (zone.local(start), zone.local(end));
    let (first, last) = (civil::day_of(from), civil::day_of(to));
    let comma = match language {
        Language::Zh => " ",
        Language::Ar => "، ",
        _ => ", ",
    };
    let begin = format!("{}{comma}{}", day(first, true, language), time(from));
    let end = if first == last {
        format!("\u{2013}{}", time(to))
    } else {
        format!(" \u{2013} {}{comma}{}", day(last, true, language), time(to))
    };
    let (open, close) = if language == Language::Zh { ("（", "）") } else { (" (", ")") };
    format!("{begin}{end}{open}UTC{}{close}", offset(zone.offset(start)))
}

fn time(local: i64) -> String {
    let second = civil::second_of_day(local);
    format!("{:02}:{:02}", second / 3600, second / 60 % 60)
}

fn offset(seconds: i32) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    format!("{}{:02}:{:02}", if seconds < 0 { '\u{2212}' } else { '+' }, minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_seven_languages() {
        let at = civil::day(2026, 4, 1);
        let written: Vec<String> = Language::ALL.iter().map(|l| day(at, true, *l)).collect();
        assert_eq!(
            written,
            [
                "Wednesday, 1 April 2026",
                "mercredi 1er avril 2026",
                "miércoles 1 de abril de 2026",
                "среда, 1 апреля 2026 г.",
                "2026年4月1日星期三",
                "الأربعاء، 1 نيسان/أبريل 2026",
                "Rabu, 1 April 2026",
            ]
        );
    }

    #[test]
    fn a_meeting_over_midnight_names_both_days() {
        let zone = Zone::iana("America/New_York", jiff::tz::TimeZone::get("America/New_York").unwrap());
        let start: jiff::Timestamp = "2026-03-25T03:30:00Z".parse().unwrap();
        let text = span(start.as_second(), start.as_second() + 5400, &zone, Language::En);
        let expected = "Tuesday, 24 March 2026, 23:30 \u{2013} Wednesday, 25 March 2026, 01:00 (UTC\u{2212}04:00)";
        assert_eq!(text, expected);
    }
}
