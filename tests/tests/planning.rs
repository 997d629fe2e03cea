//! A meeting from the first look at the calendar to its last minute, in a real window and by keyboard, in English and in Arabic:
//! a time, the plan (which outlives the window), the invitation as files and by a real mail server, an answer and a counter
//! that come back as files, the day; and the links, which are made by a real server, reach each side by mail and lead to the meeting,
//! while the event stands in a real calendar server. Pictures of each page lie in `target/screens` afterwards.

use anyhow::{Context, Result, ensure};
use chancery_tests::participant::Participant;
use chancery_tests::window::Window;
use chancery_tests::words::Words;
use chancery_tests::world::Server;
use chancery_xtask::proc::{self, Running, built};
use chancery_xtask::setup;
use serde_json::{Value, json};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";
const TAB: &str = "\u{E004}";
const HOST: &str = "protocol@kemlu.example";
const GUEST: &str = "thandi@dirco.example";

/// What is typed, in the language of the screen.
struct Typed {
    title: &'static str,
    about: &'static str,
    heads: [&'static str; 2],
    office: &'static str,
    items: [&'static str; 3],
}

const ENGLISH: Typed = Typed {
    title: "Fisheries; second round",
    about: "Quotas for 2027, and the ports",
    heads: ["Retno Wibowo", "Thandi Nkosi"],
    office: "Head of delegation",
    items: ["Opening words", "Quotas", "Ports of call"],
};
const ARABIC: Typed = Typed {
    title: "مصايد الأسماك؛ الجولة الثانية",
    about: "حصص عام 2027 والموانئ",
    heads: ["ريتنو ويبوو", "ثاندي نكوسي"],
    office: "رئيسة الوفد",
    items: ["كلمات الافتتاح", "الحصص", "موانئ الرسو"],
};

/// A mail server that keeps what it takes in a Maildir.
struct Mail {
    _running: Running,
    port: u16,
    folder: PathBuf,
}

impl Mail {
    fn start(folder: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(setup::tools().join("calendar/bin/python3"));
        command.args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")]);
        command.args(["-c", "aiosmtpd.handlers.Mailbox"]).arg(folder);
        let running = Running::start(&mut command).context("`cargo xtask setup --tests` installs aiosmtpd")?;
        let until = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(Instant::now() < until, "aiosmtpd does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Self { _running: running, port, folder: folder.to_owned() })
    }

    /// The mails that it took.
    fn taken(&self) -> Result<Vec<PathBuf>> {
        let new = self.folder.join("new");
        let files = std::fs::read_dir(&new).with_context(|| format!("no mail came to {}", new.display()))?;
        let mut all: Vec<PathBuf> = files.map(|file| Ok(file?.path())).collect::<Result<_>>()?;
        all.sort();
        Ok(all)
    }
}

/// `chancery ARGUMENTS`.
fn chancery(arguments: &[&str]) -> Result<String> {
    proc::output(Command::new(built("chancery")).args(arguments))
}

/// The days from January to the first weeks of February on which a calendar says that something is held.
fn held_on(calendar: &Path) -> Result<Vec<String>> {
    let path = calendar.display().to_string();
    let held = chancery(&["calendar", "expand", &path, "--from", "2027-01-01", "--to", "2027-02-10"])?;
    let day = |line: &str| {
        Ok(serde_json::from_str::<Value>(line)?["start"].as_str().unwrap_or_default().chars().take(10).collect())
    };
    held.lines().map(day).collect()
}

/// The value of a property in an `.ics` file.
fn property<'a>(calendar: &'a str, name: &str) -> Result<&'a str> {
    let line = calendar.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.with_context(|| format!("no {name} in the calendar"))
}

struct Office {
    window: Window,
    words: Words,
    folder: PathBuf,
    size: &'static str,
}

impl Office {
    async fn open(folder: &Path, language: &str, size: &'static str) -> Result<Self> {
        let files = folder.join("files");
        std::fs::create_dir_all(&files)?;
        let files = files.display().to_string();
        let window = Window::open(
            folder,
            &[
                "--camera",
                "none",
                "--microphone",
                "none",
                "--speaker",
                "none",
                "--language",
                language,
                "--size",
                size,
                "--files",
                &files,
                "--name",
                "Dewi Kartika",
                "--title",
                "Protocol",
            ],
        )
        .await?;
        let office = Self { window, words: Words::of(language)?, folder: folder.to_owned(), size };
        office.window.until_text(30, office.say("plans-title")?).await?;
        Ok(office)
    }

    fn say(&self, key: &str) -> Result<&str> {
        self.words.say(key)
    }

    async fn until_said(&self, key: &str) -> Result<()> {
        self.window.until_text(20, self.say(key)?).await
    }

    /// Of the display: a picture that the driver makes waits for the page to be drawn anew, and a page at rest is not.
    fn picture(&self, name: &str) -> Result<()> {
        let screens = proc::target().join("screens");
        std::fs::create_dir_all(&screens)?;
        let file = format!("planning-{name}-{}-{}.png", self.words.language, self.size);
        self.window.screenshot(&screens.join(file))
    }

    /// All that is typed, chosen and marked on the page of the meeting that is shown.
    async fn filled(&self) -> Result<Value> {
        let script = "return [...document.querySelectorAll('[role=tabpanel] :is(input, textarea, select, .chips li)')] \
            .map((e) => e.type === 'checkbox' || e.type === 'radio' ? e.checked : e.value ?? e.innerText.trim())";
        Ok(self.window.page.execute(script, vec![]).await?)
    }

    /// From one page of the meeting to another, by the arrow keys on the tabs.
    async fn turn(&self, from: &str, to: &str) -> Result<()> {
        const TABS: [&str; 5] = ["tab-meeting", "tab-agenda", "tab-invite", "tab-answers", "tab-day"];
        let place = |key: &str| TABS.iter().position(|tab| *tab == key).context("no such page");
        self.window.to(self.say(from)?).await?;
        // They go round: to an earlier one by the last.
        for _ in 0..(place(to)? + TABS.len() - place(from)?) % TABS.len() {
            self.window.key(self.words.forward()).await?;
        }
        let shown = format!(
            "return document.querySelector('[role=tab][aria-selected=true]')?.innerText.trim() === {}",
            json!(self.say(to)?)
        );
        self.window.until(5, to, &shown).await.map(|_| ())
    }

    /// Waits until nothing is left to be kept.
    async fn until_kept(&self) -> Result<()> {
        // The pause after the last key, in which nothing is said to be kept yet.
        let kept = "return !!document.querySelector('.saved svg')";
        self.window.until(15, "it is kept", kept).await.map(|_| ())
    }

    /// A time on the second day of a week in which nobody's clocks change, and the meeting that is held then.
    async fn find_a_time(&self) -> Result<()> {
        let window = &self.window;
        window.enter(self.say("desk-schedule")?).await?;
        window.until(10, "the grid's page", "return document.querySelectorAll('select').length >= 3").await?;
        window
            .page
            .execute(
                "const d = document.querySelector('input[type=date]'); d.value = '2027-01-04'; d.dispatchEvent(new Event('change', { bubbles: true }));",
                vec![],
            )
            .await?;
        window.choose(self.say("scheduling-host")?, "ID").await?;
        window.choose(self.say("scheduling-side")?, "ZA").await?;
        let there = "const h = [...document.querySelectorAll('[role=columnheader]')].at(-1)?.textContent ?? ''; \
                     return h.includes('10') && !!document.querySelector('[role=gridcell]')";
        window.until(10, "that week", there).await?;
        let cell = "return document.activeElement.getAttribute('role') === 'gridcell'";
        window.on_until("the grid", cell).await?;
        window.key(self.words.forward()).await?;
        window.key(ENTER).await?;
        let proposed = "const c = document.activeElement; return c.dataset.day === '1' && c.getAttribute('aria-selected') === 'true'";
        window.until(5, "a time on Tuesday is proposed", proposed).await?;
        self.picture("1-time")?;
        window.enter(self.say("scheduling-compose")?).await?;
        window
            .until(10, "the page of the meeting", "return !!document.querySelector('[role=tablist]')")
            .await
            .map(|_| ())
    }

    /// What it is, every second Tuesday except one, and who heads each side.
    async fn compose(&self, typed: &Typed) -> Result<()> {
        let window = &self.window;
        self.name_it(typed).await?;
        window.choose(self.say("repeat-how")?, "weekly").await?;
        window.fill(self.say("repeat-weeks")?, "2").await?;
        let dates = "const all = [...document.querySelectorAll('[aria-labelledby=repeat-next] li')].map((e) => e.innerText); \
                     return all.length === 5 && all[1].match(/19/) ? all : null";
        window.until(10, "every second Tuesday", dates).await?;
        let second =
            "return document.activeElement === document.querySelectorAll('[aria-labelledby=repeat-next] input')[1]";
        window.on_until("the second time", second).await?;
        window.key(SPACE).await?;
        window.until_text(10, self.say("repeat-left-out")?).await?;
        self.invite_the_heads(typed).await?;
        self.until_kept().await?;
        self.picture("2-meeting")?;

        self.turn("tab-meeting", "tab-agenda").await?;
        for (item, minutes) in typed.items.into_iter().zip(["10", "35", "15"]) {
            window.enter(self.say("agenda-add")?).await?;
            let field = format!(
                "return document.activeElement.labels?.[0]?.innerText.trim() === {}",
                json!(self.say("agenda-item")?)
            );
            window.until(5, "the keyboard is at the new item", &field).await?;
            window.key(item).await?;
            window.key(TAB).await?;
            window.type_over(minutes).await?;
        }
        self.until_kept().await?;
        self.picture("3-agenda")
    }

    async fn name_it(&self, typed: &Typed) -> Result<()> {
        self.window.fill(self.say("field-title")?, typed.title).await?;
        self.window.fill(self.say("field-text")?, typed.about).await?;
        self.window.fill(self.say("field-reference")?, "214/BILAT/XI/2026").await
    }

    /// In whose name, and who heads each side.
    async fn invite_the_heads(&self, typed: &Typed) -> Result<()> {
        let window = &self.window;
        window.fill(self.say("person-mail")?, HOST).await?;
        for (nth, language) in ["id", "en"].into_iter().enumerate() {
            window.choose(self.say("side-languages")?, language).await?;
            window.enter(self.say("side-head-add")?).await?;
            // Whoever adds somebody goes on with their name.
            let group = format!(
                "return document.activeElement.labels?.[0]?.innerText.trim() === {}",
                json!(self.say("person-name")?)
            );
            window.until(5, "the keyboard is at the name of the new head", &group).await?;
            window.key(typed.heads[nth]).await?;
            window.key(TAB).await?;
            window.key(typed.office).await?;
            window.key(TAB).await?;
            window.key(["retno@kemlu.example", GUEST][nth]).await?;
        }
        Ok(())
    }

    /// What is typed on the first two pages.
    async fn both_pages(&self) -> Result<[Value; 2]> {
        let shown = "return document.querySelectorAll('[aria-labelledby=repeat-next] li').length === 6";
        self.window.until(10, "the times of the series", shown).await?;
        let meeting = self.filled().await?;
        self.turn("tab-meeting", "tab-agenda").await?;
        Ok([meeting, self.filled().await?])
    }

    /// Opens the only meeting of the list.
    async fn open_the_meeting(&self, title: &str) -> Result<()> {
        self.window.until(10, "the list", "return !!document.querySelector('li.plan-card')").await?;
        self.picture("4-list")?;
        self.window.enter(self.say("plan-open")?).await?;
        let opened = format!("return document.querySelector('h1')?.innerText.trim() === {}", json!(title));
        self.window.until(10, "the meeting is open", &opened).await.map(|_| ())
    }

    /// Presses a button of the page of invitations, and waits for the file that it writes.
    async fn save(&self, key: &str, file: &str) -> Result<Vec<u8>> {
        self.window.enter(self.say(key)?).await?;
        self.window.until_text(60, file).await?;
        let path = self.folder.join("files").join(file);
        std::fs::read(&path).with_context(|| format!("{} was not written", path.display()))
    }

    /// Lets a file fall onto the list of meetings.
    async fn drop_file(&self, name: &str, text: &str) -> Result<()> {
        self.let_fall("li.plan-card", name, text).await?;
        self.until_said("answer-came").await
    }

    async fn let_fall(&self, place: &str, name: &str, text: &str) -> Result<()> {
        let script = "const [place, name, text] = arguments; const files = new DataTransfer(); files.items.add(new File([text], name)); \
                      document.querySelector(place).dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));";
        self.window.page.execute(script, vec![json!(place), json!(name), json!(text)]).await?;
        Ok(())
    }

    /// The calendar in a mail, as another program reads it: Python's own library.
    fn calendar_of(&self, mail: &str) -> Result<String> {
        const READ: &str = "import sys, email, email.policy\n\
            mail = email.message_from_file(open(sys.argv[1]), policy=email.policy.default)\n\
            print([p for p in mail.walk() if p.get_content_type() == 'text/calendar'][0].get_content())";
        let file = self.folder.join("mail.eml");
        std::fs::write(&file, mail)?;
        let python = setup::tools().join("calendar/bin/python3");
        proc::output(Command::new(python).args(["-c", READ]).arg(&file))
    }

    async fn send(&self, button: &str, mail: &Mail) -> Result<String> {
        let before = mail.taken().map_or(0, |all| all.len());
        self.window.enter(self.say(button)?).await?;
        self.window.until_text(60, self.say("invite-sent")?).await?;
        let all = mail.taken()?;
        ensure!(all.len() == before + 1, "{} mails came", all.len() - before);
        Ok(std::fs::read_to_string(all.last().context("no mail")?)?)
    }
}

async fn a_meeting(language: &str, size: &'static str, typed: &Typed) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mail = Mail::start(&folder.path().join("mails"))?;
    let data = folder.path().join("office/data");
    std::fs::create_dir_all(&data)?;
    let settings = json!({ "mail_out": { "host": "127.0.0.1", "port": mail.port, "security": "plain" } });
    std::fs::write(data.join("desk.json"), settings.to_string())?;

    let home = folder.path().join("office");
    let office = Office::open(&home, language, size).await?;
    office.find_a_time().await?;
    office.compose(typed).await?;
    // One leaves, and comes back: nothing is lost.
    office.window.enter(office.say("plans-back")?).await?;
    office.open_the_meeting(typed.title).await?;
    let typed_in = office.both_pages().await?;
    let all = serde_json::to_string(&typed_in)?;
    for word in [typed.title, typed.about, typed.heads[0], typed.heads[1], GUEST, typed.items[2], "214/BILAT/XI/2026"] {
        ensure!(all.contains(word), "{word} is lost: {all}");
    }
    office.window.close().await?;
    // Nor by the end of the window.
    let office = Office::open(&home, language, size).await?;
    office.window.enter(office.say("plans-title")?).await?;
    office.open_the_meeting(typed.title).await?;
    let again = office.both_pages().await?;
    ensure!(again == typed_in, "another meeting came back: {again:?} for {typed_in:?}");

    // The invitation, in the language of each side.
    office.turn("tab-agenda", "tab-invite").await?;
    let window = &office.window;
    let notes = "const all = [...document.querySelectorAll('article[lang]')]; \
                 return all.length === 2 && all.every((e) => e.innerText.length > 200) ? all.map((e) => e.lang) : null";
    let languages = window.until(20, "the note in two languages", notes).await?;
    ensure!(languages == json!(["id", "en"]), "{languages}");
    office.picture("5-invitation")?;
    let pdf = office.save("save-pdf", "214-BILAT-XI-2026.pdf").await?;
    ensure!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "a PDF of {} bytes", pdf.len());
    let ics = String::from_utf8(office.save("save-ics", "214-BILAT-XI-2026.ics").await?)?;
    let saved = home.join("files/214-BILAT-XI-2026.ics").display().to_string();
    chancery(&["calendar", "check", &saved])?;
    ensure!(property(&ics, "SEQUENCE")? == "0" && property(&ics, "METHOD")? == "REQUEST", "{ics}");
    ensure!(held_on(Path::new(&saved))? == ["2027-01-05", "2027-02-02"], "every second Tuesday except the 19th: {ics}");
    let eml = String::from_utf8(office.save("save-eml", "214-BILAT-XI-2026.eml").await?)?;
    ensure!(eml.contains(GUEST) && eml.contains("text/calendar"), "{eml}");
    let first = office.send("invite-again", &mail).await?;
    ensure!(first.contains(GUEST) && first.contains("text/calendar"), "{first}");
    office.picture("6-sent")?;

    // Both answer: one comes, the other asks for two hours later.
    let yes = chancery(&["calendar", "answer", &saved, "--accept", "--as", "mailto:retno@kemlu.example"])?;
    let later = chancery(&[
        "calendar",
        "answer",
        &saved,
        "--counter",
        "2027-01-05T09:30Z",
        "--as",
        &format!("mailto:{GUEST}"),
    ])?;
    office.window.enter(office.say("plans-back")?).await?;
    office.window.until(10, "the list", "return !!document.querySelector('li.plan-card')").await?;
    office.drop_file("yes.ics", &yes).await?;
    office.drop_file("counter.ics", &later).await?;
    office.window.until(10, "both are counted", "return document.querySelector('.counter') !== null").await?;
    office.open_the_meeting(typed.title).await?;
    office.turn("tab-meeting", "tab-answers").await?;
    office.until_said("said-accepted").await?;
    office.until_said("counter-take").await?;
    office.picture("7-answers")?;
    office.window.enter(office.say("counter-take")?).await?;
    office.until_said("counter-taken").await?;
    let began = property(&ics, "DTSTART;TZID=Asia/Jakarta")?.to_owned();
    office.turn("tab-answers", "tab-invite").await?;
    let second = office.send("invite-again", &mail).await?;
    let went_out = office.calendar_of(&second)?;
    ensure!(property(&went_out, "SEQUENCE")? == "1", "{went_out}");
    let begins = property(&went_out, "DTSTART;TZID=Asia/Jakarta")?;
    ensure!((&*began, begins) == ("20270105T140000", "20270105T163000"), "{began}, then {begins}");

    // The day that was taken out is not held again because the hour is another.
    let sent = home.join("second.ics");
    std::fs::write(&sent, &went_out)?;
    ensure!(held_on(&sent)? == ["2027-01-05", "2027-02-02"], "{went_out}");

    // The day, on which alone it can be begun: the first item, then the second.
    office.turn("tab-invite", "tab-day").await?;
    let cues = "return document.querySelectorAll('[role=tabpanel] ol li').length === 3";
    office.window.until(10, "the run of show", cues).await?;
    office.until_said("show-opens").await?;
    let begin = "return document.querySelectorAll('[role=tabpanel] .plan-row button').length > 0";
    ensure!(office.window.page.execute(begin, vec![]).await? == json!(false), "it can be begun weeks before");
    let day = "const real = Date.now.bind(Date), on = Date.parse('2027-01-05T09:30Z') - real(); Date.now = () => real() + on;";
    office.window.page.execute(day, vec![]).await?;
    office.window.until(10, "the day has come", begin).await?;
    for (nth, item) in typed.items.into_iter().take(2).enumerate() {
        office.window.enter(&format!("{}{item}", office.say("show-begin")?)).await?;
        let on = format!(
            "return document.querySelectorAll('[role=tabpanel] ol li')[{nth}]?.getAttribute('aria-current') === 'step'"
        );
        office.window.until(10, item, &on).await?;
    }
    office.picture("8-day")?;
    office.window.close().await
}

/// A calendar server.
fn xandikos(folder: &Path) -> Result<(Running, String)> {
    std::fs::create_dir_all(folder)?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut command = Command::new(setup::tools().join("calendar/bin/xandikos"));
    command.args(["--defaults", "-l", "127.0.0.1", "-p", &port.to_string(), "-d"]).arg(folder);
    let running = Running::start(&mut command).context("`cargo xtask setup --tests` installs xandikos")?;
    let until = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        ensure!(Instant::now() < until, "xandikos does not listen");
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok((running, format!("http://127.0.0.1:{port}/")))
}

#[tokio::test]
async fn each_side_receives_its_link_and_enters_by_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mail = Mail::start(&folder.path().join("mails"))?;
    let server = Server::start(&folder.path().join("server"), "127.0.0.1:0", None)?;
    let (_calendars, calendar) = xandikos(&folder.path().join("calendars"))?;
    let home = folder.path().join("office");
    let data = home.join("data");
    std::fs::create_dir_all(&data)?;
    let settings = json!({
        "mail_out": { "host": "127.0.0.1", "port": mail.port, "security": "plain" },
        "calendar": { "address": calendar },
        "meetings": { "address": server.url },
    });
    std::fs::write(data.join("desk.json"), settings.to_string())?;
    let office = Office::open(&home, "en", "1280x800").await?;
    office.find_a_time().await?;
    office.name_it(&ENGLISH).await?;
    office.invite_the_heads(&ENGLISH).await?;
    office.until_kept().await?;
    office.turn("tab-meeting", "tab-agenda").await?;
    office.turn("tab-agenda", "tab-invite").await?;

    // Made before anything goes out: shown to be handed over.
    let window = &office.window;
    window.enter(office.say("join-make")?).await?;
    let made = "const all = [...document.querySelectorAll('section code')].map((e) => e.textContent); return all.length === 2 ? all : null";
    let links: Vec<String> = serde_json::from_value(window.until(20, "a link for each side", made).await?)?;
    office.picture("9-links")?;
    window.to(office.say("invite-secret")?).await?;
    window.key(SPACE).await?;
    let before = mail.taken().map_or(0, |all| all.len());
    window.enter(office.say("invite-send")?).await?;
    office.until_said("invite-sent").await?;
    let mails = mail.taken()?;
    ensure!(mails.len() == before + 2, "{} mails came", mails.len() - before);
    for mail in &mails {
        let text = std::fs::read_to_string(mail)?;
        let side = usize::from(text.contains(GUEST));
        let calendar = office.calendar_of(&text)?.replace("\r", "").replace("\n ", "");
        ensure!(calendar.contains(&links[side]) && !calendar.contains(&links[1 - side]), "side {side}: {calendar}");
        ensure!(text.contains("retno@kemlu.example") != text.contains(&format!("<{GUEST}>")), "to one side alone");
    }

    // By the other side's somebody comes to the doors; the officer's own stands among the meetings.
    window.enter(office.say("plans-back")?).await?;
    office.until_said("plans-title").await?;
    // The server knows the meeting and its side, and says that the doors are closed until then.
    let guest = Participant::join(folder.path(), ENGLISH.heads[1], &links[1], &[])?;
    let said = guest.program.wait_to_fail()?;
    ensure!(said.contains("It begins 2027-01-05 07:00"), "{said}");
    window.enter(office.say("ended-desk")?).await?;
    window.until_text(20, ENGLISH.title).await?;
    office.picture("10-desk")?;

    // And the event stands in the ministry's calendar, without the link.
    let (until, mark) = (Instant::now() + Duration::from_secs(60), folder.path().join("mark"));
    loop {
        let pulled = chancery(&["calendar", "pull", "--server", &calendar, "--mark", &mark.display().to_string()])?;
        if pulled.contains("Fisheries") {
            ensure!(!pulled.contains("chancery:") && pulled.contains("20270105T140000"), "{pulled}");
            break;
        }
        ensure!(Instant::now() < until, "the event did not come into the calendar: {pulled}");
        std::thread::sleep(Duration::from_millis(500));
    }
    office.window.close().await?;
    server.stop();
    Ok(())
}

/// What another program sends: Saudi Arabia invites one person.
const INVITATION: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:visit@mofa.example\r\n\
    DTSTAMP:20261120T080000Z\r\nSEQUENCE:0\r\nDTSTART:20370113T060000Z\r\nDTEND:20370113T073000Z\r\nSUMMARY:Joint commission\r\n\
    ORGANIZER;CN=Amal:mailto:amal@mofa.example\r\nATTENDEE;CN=Dewi Kartika;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:protocol@kemlu.example\r\n\
    END:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test]
async fn what_another_ministry_invites_to_is_answered() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mail = Mail::start(&folder.path().join("mails"))?;
    let data = folder.path().join("office/data");
    std::fs::create_dir_all(&data)?;
    let settings = json!({ "mail_out": { "host": "127.0.0.1", "port": mail.port, "security": "plain" } });
    std::fs::write(data.join("desk.json"), settings.to_string())?;
    let home = folder.path().join("office");
    let office = Office::open(&home, "en", "1280x800").await?;
    office.window.enter(office.say("plans-title")?).await?;
    office.until_said("plans-empty").await?;
    office.let_fall(".list", "visit.ics", INVITATION).await?;
    office.window.until_text(20, "Joint commission").await?;
    office.until_said("said-nothing").await?;

    // Yes, by mail, with a word.
    office.window.enter(office.say("invites-accept")?).await?;
    office.until_said("invites-send").await?;
    office.picture("9-invited")?;
    office.window.enter(office.say("invites-send")?).await?;
    office.until_said("invites-given").await?;
    let all = mail.taken()?;
    ensure!(all.len() == 1, "{} mails came", all.len());
    let answer = std::fs::read_to_string(&all[0])?;
    ensure!(answer.contains("amal@mofa.example") && answer.contains("Accepted: Joint commission"), "{answer}");
    let answer = office.calendar_of(&answer)?.replace("\r\n ", "").replace("\n ", "");
    ensure!(answer.contains("METHOD:REPLY") && answer.contains("PARTSTAT=ACCEPTED"), "{answer}");

    // Then not then, but at another time: as a file, which the other side's calendar understands.
    office.window.enter(office.say("invites-counter")?).await?;
    office.until_said("invites-ics").await?;
    office.window.enter(office.say("invites-ics")?).await?;
    office.window.until_text(20, "answer.ics").await?;
    let (state, counter) = (home.join("visit.ics"), home.join("files/answer.ics"));
    std::fs::write(&state, INVITATION.replace("METHOD:REQUEST\r\n", ""))?;
    let (state, counter) = (state.display().to_string(), counter.display().to_string());
    let after = chancery(&["calendar", "apply", &state, &counter])?;
    ensure!(after.contains("X-CHANCERY-COUNTER"), "{after}");

    // It is called off; what it was stands there until it is thrown away, and at the next start too.
    let off =
        INVITATION.replace("METHOD:REQUEST", "METHOD:CANCEL").replace("SEQUENCE:0", "SEQUENCE:1\r\nSTATUS:CANCELLED");
    office.let_fall(".list", "off.ics", &off).await?;
    office.until_said("invites-cancelled").await?;
    office.window.close().await?;
    let office = Office::open(&home, "en", "1280x800").await?;
    office.window.enter(office.say("plans-title")?).await?;
    office.until_said("invites-cancelled").await?;
    office.window.close().await
}

#[tokio::test]
async fn a_meeting_in_english() -> Result<()> {
    a_meeting("en", "1280x800", &ENGLISH).await
}

#[tokio::test]
async fn a_meeting_in_arabic() -> Result<()> {
    a_meeting("ar", "960x640", &ARABIC).await
}
