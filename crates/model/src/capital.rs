//! Capitals and their zones: for the clock of each side.
//!
//! The members and observer states of the United Nations by ISO 3166-1 alpha-2 code. The zone is the IANA zone
//! (tz database) that holds in the capital. Where a country names a seat of government beside its capital, the city
//! from which its foreign ministry works stands here (Pretoria, The Hague, La Paz).

/// A capital, as the clock of a delegation names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capital {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// The city, in English.
    pub name: &'static str,
    /// The IANA zone.
    pub zone: &'static str,
}

/// The capital of the state with this ISO 3166-1 alpha-2 code (upper case); `None` where the code is no state's.
pub fn of(code: &str) -> Option<Capital> {
    let at = TABLE.binary_search_by(|row| row.0.cmp(code)).ok()?;
    let (code, name, zone) = TABLE[at];
    Some(Capital { code, name, zone })
}

/// All of them, by code.
pub fn all() -> impl Iterator<Item = Capital> {
    TABLE.iter().map(|&(code, name, zone)| Capital { code, name, zone })
}

#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    ("AD", "Andorra la Vella", "Europe/Andorra"), ("AE", "Abu Dhabi", "Asia/Dubai"), ("AF", "Kabul", "Asia/Kabul"),
    ("AG", "Saint John’s", "America/Antigua"), ("AL", "Tirana", "Europe/Tirane"), ("AM", "Yerevan", "Asia/Yerevan"),
    ("AO", "Luanda", "Africa/Luanda"), ("AR", "Buenos Aires", "America/Argentina/Buenos_Aires"), ("AT", "Vienna", "Europe/Vienna"),
    ("AU", "Canberra", "Australia/Sydney"), ("AZ", "Baku", "Asia/Baku"), ("BA", "Sarajevo", "Europe/Sarajevo"),
    ("BB", "Bridgetown", "America/Barbados"), ("BD", "Dhaka", "Asia/Dhaka"), ("BE", "Brussels", "Europe/Brussels"),
    ("BF", "Ouagadougou", "Africa/Ouagadougou"), ("BG", "Sofia", "Europe/Sofia"), ("BH", "Manama", "Asia/Bahrain"),
    ("BI", "Gitega", "Africa/Bujumbura"), ("BJ", "Porto-Novo", "Africa/Porto-Novo"), ("BN", "Bandar Seri Begawan", "Asia/Brunei"),
    ("BO", "La Paz", "America/La_Paz"), ("BR", "Brasília", "America/Sao_Paulo"), ("BS", "Nassau", "America/Nassau"),
    ("BT", "Thimphu", "Asia/Thimphu"), ("BW", "Gaborone", "Africa/Gaborone"), ("BY", "Minsk", "Europe/Minsk"),
    ("BZ", "Belmopan", "America/Belize"), ("CA", "Ottawa", "America/Toronto"), ("CD", "Kinshasa", "Africa/Kinshasa"),
    ("CF", "Bangui", "Africa/Bangui"), ("CG", "Brazzaville", "Africa/Brazzaville"), ("CH", "Bern", "Europe/Zurich"),
    ("CI", "Yamoussoukro", "Africa/Abidjan"), ("CL", "Santiago", "America/Santiago"), ("CM", "Yaoundé", "Africa/Douala"),
    ("CN", "Beijing", "Asia/Shanghai"), ("CO", "Bogotá", "America/Bogota"), ("CR", "San José", "America/Costa_Rica"),
    ("CU", "Havana", "America/Havana"), ("CV", "Praia", "Atlantic/Cape_Verde"), ("CY", "Nicosia", "Asia/Nicosia"),
    ("CZ", "Prague", "Europe/Prague"), ("DE", "Berlin", "Europe/Berlin"), ("DJ", "Djibouti", "Africa/Djibouti"),
    ("DK", "Copenhagen", "Europe/Copenhagen"), ("DM", "Roseau", "America/Dominica"), ("DO", "Santo Domingo", "America/Santo_Domingo"),
    ("DZ", "Algiers", "Africa/Algiers"), ("EC", "Quito", "America/Guayaquil"), ("EE", "Tallinn", "Europe/Tallinn"),
    ("EG", "Cairo", "Africa/Cairo"), ("ER", "Asmara", "Africa/Asmara"), ("ES", "Madrid", "Europe/Madrid"),
    ("ET", "Addis Ababa", "Africa/Addis_Ababa"), ("FI", "Helsinki", "Europe/Helsinki"), ("FJ", "Suva", "Pacific/Fiji"),
    ("FM", "Palikir", "Pacific/Pohnpei"), ("FR", "Paris", "Europe/Paris"), ("GA", "Libreville", "Africa/Libreville"),
    ("GB", "London", "Europe/London"), ("GD", "Saint George’s", "America/Grenada"), ("GE", "Tbilisi", "Asia/Tbilisi"),
    ("GH", "Accra", "Africa/Accra"), ("GM", "Banjul", "Africa/Banjul"), ("GN", "Conakry", "Africa/Conakry"),
    ("GQ", "Malabo", "Africa/Malabo"), ("GR", "Athens", "Europe/Athens"), ("GT", "Guatemala City", "America/Guatemala"),
    ("GW", "Bissau", "Africa/Bissau"), ("GY", "Georgetown", "America/Guyana"), ("HN", "Tegucigalpa", "America/Tegucigalpa"),
    ("HR", "Zagreb", "Europe/Zagreb"), ("HT", "Port-au-Prince", "America/Port-au-Prince"), ("HU", "Budapest", "Europe/Budapest"),
    ("ID", "Jakarta", "Asia/Jakarta"), ("IE", "Dublin", "Europe/Dublin"), ("IL", "Jerusalem", "Asia/Jerusalem"),
    ("IN", "New Delhi", "Asia/Kolkata"), ("IQ", "Baghdad", "Asia/Baghdad"), ("IR", "Tehran", "Asia/Tehran"),
    ("IS", "Reykjavík", "Atlantic/Reykjavik"), ("IT", "Rome", "Europe/Rome"), ("JM", "Kingston", "America/Jamaica"),
    ("JO", "Amman", "Asia/Amman"), ("JP", "Tokyo", "Asia/Tokyo"), ("KE", "Nairobi", "Africa/Nairobi"),
    ("KG", "Bishkek", "Asia/Bishkek"), ("KH", "Phnom Penh", "Asia/Phnom_Penh"), ("KI", "Tarawa", "Pacific/Tarawa"),
    ("KM", "Moroni", "Indian/Comoro"), ("KN", "Basseterre", "America/St_Kitts"), ("KP", "Pyongyang", "Asia/Pyongyang"),
    ("KR", "Seoul", "Asia/Seoul"), ("KW", "Kuwait City", "Asia/Kuwait"), ("KZ", "Astana", "Asia/Almaty"),
    ("LA", "Vientiane", "Asia/Vientiane"), ("LB", "Beirut", "Asia/Beirut"), ("LC", "Castries", "America/St_Lucia"),
    ("LI", "Vaduz", "Europe/Vaduz"), ("LK", "Colombo", "Asia/Colombo"), ("LR", "Monrovia", "Africa/Monrovia"),
    ("LS", "Maseru", "Africa/Maseru"), ("LT", "Vilnius", "Europe/Vilnius"), ("LU", "Luxembourg", "Europe/Luxembourg"),
    ("LV", "Riga", "Europe/Riga"), ("LY", "Tripoli", "Africa/Tripoli"), ("MA", "Rabat", "Africa/Casablanca"),
    ("MC", "Monaco", "Europe/Monaco"), ("MD", "Chișinău", "Europe/Chisinau"), ("ME", "Podgorica", "Europe/Podgorica"),
    ("MG", "Antananarivo", "Indian/Antananarivo"), ("MH", "Majuro", "Pacific/Majuro"), ("MK", "Skopje", "Europe/Skopje"),
    ("ML", "Bamako", "Africa/Bamako"), ("MM", "Nay Pyi Taw", "Asia/Yangon"), ("MN", "Ulaanbaatar", "Asia/Ulaanbaatar"),
    ("MR", "Nouakchott", "Africa/Nouakchott"), ("MT", "Valletta", "Europe/Malta"), ("MU", "Port Louis", "Indian/Mauritius"),
    ("MV", "Malé", "Indian/Maldives"), ("MW", "Lilongwe", "Africa/Blantyre"), ("MX", "Mexico City", "America/Mexico_City"),
    ("MY", "Kuala Lumpur", "Asia/Kuala_Lumpur"), ("MZ", "Maputo", "Africa/Maputo"), ("NA", "Windhoek", "Africa/Windhoek"),
    ("NE", "Niamey", "Africa/Niamey"), ("NG", "Abuja", "Africa/Lagos"), ("NI", "Managua", "America/Managua"),
    ("NL", "The Hague", "Europe/Amsterdam"), ("NO", "Oslo", "Europe/Oslo"), ("NP", "Kathmandu", "Asia/Kathmandu"),
    ("NR", "Yaren", "Pacific/Nauru"), ("NZ", "Wellington", "Pacific/Auckland"), ("OM", "Muscat", "Asia/Muscat"),
    ("PA", "Panama City", "America/Panama"), ("PE", "Lima", "America/Lima"), ("PG", "Port Moresby", "Pacific/Port_Moresby"),
    ("PH", "Manila", "Asia/Manila"), ("PK", "Islamabad", "Asia/Karachi"), ("PL", "Warsaw", "Europe/Warsaw"),
    ("PS", "Ramallah", "Asia/Hebron"), ("PT", "Lisbon", "Europe/Lisbon"), ("PW", "Ngerulmud", "Pacific/Palau"),
    ("PY", "Asunción", "America/Asuncion"), ("QA", "Doha", "Asia/Qatar"), ("RO", "Bucharest", "Europe/Bucharest"),
    ("RS", "Belgrade", "Europe/Belgrade"), ("RU", "Moscow", "Europe/Moscow"), ("RW", "Kigali", "Africa/Kigali"),
    ("SA", "Riyadh", "Asia/Riyadh"), ("SB", "Honiara", "Pacific/Guadalcanal"), ("SC", "Victoria", "Indian/Mahe"),
    ("SD", "Khartoum", "Africa/Khartoum"), ("SE", "Stockholm", "Europe/Stockholm"), ("SG", "Singapore", "Asia/Singapore"),
    ("SI", "Ljubljana", "Europe/Ljubljana"), ("SK", "Bratislava", "Europe/Bratislava"), ("SL", "Freetown", "Africa/Freetown"),
    ("SM", "San Marino", "Europe/San_Marino"), ("SN", "Dakar", "Africa/Dakar"), ("SO", "Mogadishu", "Africa/Mogadishu"),
    ("SR", "Paramaribo", "America/Paramaribo"), ("SS", "Juba", "Africa/Juba"), ("ST", "São Tomé", "Africa/Sao_Tome"),
    ("SV", "San Salvador", "America/El_Salvador"), ("SY", "Damascus", "Asia/Damascus"), ("SZ", "Mbabane", "Africa/Mbabane"),
    ("TD", "N’Djamena", "Africa/Ndjamena"), ("TG", "Lomé", "Africa/Lome"), ("TH", "Bangkok", "Asia/Bangkok"),
    ("TJ", "Dushanbe", "Asia/Dushanbe"), ("TL", "Dili", "Asia/Dili"), ("TM", "Ashgabat", "Asia/Ashgabat"),
    ("TN", "Tunis", "Africa/Tunis"), ("TO", "Nuku‘alofa", "Pacific/Tongatapu"), ("TR", "Ankara", "Europe/Istanbul"),
    ("TT", "Port of Spain", "America/Port_of_Spain"), ("TV", "Funafuti", "Pacific/Funafuti"), ("TZ", "Dodoma", "Africa/Dar_es_Salaam"),
    ("UA", "Kyiv", "Europe/Kyiv"), ("UG", "Kampala", "Africa/Kampala"), ("US", "Washington", "America/New_York"),
    ("UY", "Montevideo", "America/Montevideo"), ("UZ", "Tashkent", "Asia/Tashkent"), ("VA", "Vatican City", "Europe/Vatican"),
    ("VC", "Kingstown", "America/St_Vincent"), ("VE", "Caracas", "America/Caracas"), ("VN", "Hanoi", "Asia/Ho_Chi_Minh"),
    ("VU", "Port Vila", "Pacific/Efate"), ("WS", "Apia", "Pacific/Apia"), ("YE", "Sana’a", "Asia/Aden"),
    ("ZA", "Pretoria", "Africa/Johannesburg"), ("ZM", "Lusaka", "Africa/Lusaka"), ("ZW", "Harare", "Africa/Harare"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(TABLE.windows(2).all(|w| w[0].0 < w[1].0), "a code stands out of order or twice");
        assert_eq!(TABLE.len(), 195, "193 members and two observer states of the United Nations");
    }

    #[test]
    fn every_zone_is_in_the_tz_database() {
        for capital in all() {
            assert!(jiff::tz::TimeZone::get(capital.zone).is_ok(), "{} has no zone {}", capital.code, capital.zone);
        }
    }

    #[test]
    fn a_code_finds_its_capital() {
        assert_eq!(of("ID").map(|c| (c.name, c.zone)), Some(("Jakarta", "Asia/Jakarta")));
        assert_eq!(of("ZA").map(|c| (c.name, c.zone)), Some(("Pretoria", "Africa/Johannesburg")));
        assert_eq!(of("XX"), None);
    }
}
