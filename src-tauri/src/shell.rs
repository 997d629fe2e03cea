//! Puts it together: plugins, client, renderer, window, and what ends them.

use crate::args::{Admit, Args, Switch};
use crate::autopilot::{Autopilot, Plan};
use crate::bridge::correspondence::Correspondence;
use crate::bridge::desk_settings::DeskSettings;
use crate::bridge::ministry::{Chooser, Dialogs, InFolder, Office};
use crate::bridge::passwords::Passwords;
use crate::bridge::planner::Secretary;
use crate::bridge::{self, Bridge};
use crate::ending::{self, Ending};
use crate::reminding::remind;
use crate::renderer::Renderer;
use crate::renderer::canvas::CanvasRenderer;
use crate::stats::WindowReport;
use crate::window::{self, Wishes};
use anyhow::{Context, Result};
use chancery_client::vault::Known;
use chancery_client::{Client, ClientConfig, EngineConfig, Sources, default_folder, documents, meeting_of};
use chancery_core::Intent;
use chancery_core::view::Theme;
use chancery_media::spec::SourceSpec;
use clap::Parser;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

/// What the end needs.
struct Running {
    client: Arc<Client>,
    renderer: Arc<dyn Renderer>,
    ending: Ending,
    stats: Option<PathBuf>,
}

/// Opens the window and runs until it is closed.
pub fn run(args: Args) -> Result<()> {
    let folder = args.data.clone().or_else(default_folder);
    let mut builder = tauri::Builder::default();
    if !args.no_single_instance {
        builder = builder.plugin(single_instance(&args));
    }
    builder = builder.plugin(tauri_plugin_deep_link::init());
    if args.size.is_none() {
        let mut state = tauri_plugin_window_state::Builder::default()
            .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
        if let Some(folder) = &args.data {
            // An absolute path takes the place of the plugin's own folder.
            let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
            state = state.with_filename(folder.join("window.json").to_string_lossy());
        }
        builder = builder.plugin(state.build());
    }
    let app = builder
        .invoke_handler(tauri::generate_handler![
            bridge::dispatch,
            bridge::subscribe,
            bridge::renderer_info,
            bridge::stage_layout,
            bridge::app_info,
            bridge::zoom,
            bridge::scheduler::capitals,
            bridge::scheduler::slots,
            bridge::scheduler::busy_times,
            bridge::scheduler::read_busy,
            bridge::scheduler::follow_busy,
            bridge::scheduler::forget_busy,
            bridge::ministry::ministry,
            bridge::in_calendar::plan_in_calendar,
            bridge::books::shared_books,
            bridge::books::begin_book,
            bridge::books::add_book,
            bridge::books::book_link,
            bridge::books::forget_book,
            bridge::books::plan_shared,
            bridge::books::share_plan,
            bridge::books::plan_history,
            bridge::correspondence::look_for_answers,
            bridge::correspondence::listen_for_answers,
            bridge::invited::invitations,
            bridge::invited::answer_invitation,
            bridge::invited::take_invitation,
            bridge::invited::forget_invitation,
            bridge::convening::plan_links,
            bridge::convening::make_links,
            bridge::planner::plans,
            bridge::planner::save_draft,
            bridge::planner::discard_draft,
            bridge::planner::merge_plans,
            bridge::planner::settle_conflict,
            bridge::planner::check_plan,
            bridge::planner::occurrences,
            bridge::planner::preview_invitation,
            bridge::planner::save_invitation,
            bridge::planner::export_meetings,
            bridge::planner::send_invitation,
            bridge::planner::cancel_meeting,
            bridge::planner::answer_counter,
            bridge::planner::read_answer,
            bridge::planner::run_of_show,
            bridge::desk_settings::desk_settings,
            bridge::desk_settings::save_desk_settings,
            bridge::desk_settings::test_desk_settings
        ])
        .setup(move |app| Ok(set_up(app, args, folder)?))
        .build(tauri::generate_context!())
        .context("the window could not be opened")?;
    app.run(|app, event| match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            api.prevent_close();
            end(app);
        }
        // The last window is gone (the desktop session took it): the same end, and only then the exit.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            end(app);
        }
        _ => (),
    });
    Ok(())
}

fn single_instance(args: &Args) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app, argv, folder| {
        // A second start is a person who opened a link, or who looks for the window.
        match Args::try_parse_from(argv) {
            // It has refused `-` itself; what is in its file is read here.
            Ok(mut args) => match args.read_link(Path::new(&folder), std::io::empty()) {
                Ok(()) => {
                    if let Some(link) = args.link {
                        open_link(app, link);
                    }
                }
                Err(_) => tracing::warn!("the link of a second start could not be read"),
            },
            Err(_) => tracing::warn!("a second start had arguments that make no sense"),
        }
        if let Some(window) = app.get_webview_window("main") {
            let _ = window.unminimize();
            let _ = window.show();
            let _ = window.set_focus();
        }
    });
    // One window for each folder of data: another folder is another person.
    match &args.data {
        None => builder.build(),
        Some(folder) => builder.dbus_id(instance_name(folder)).build(),
    }
}

/// A D-Bus name for this folder.
fn instance_name(folder: &std::path::Path) -> String {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let digest = ring::digest::digest(&ring::digest::SHA256, folder.as_os_str().as_encoded_bytes());
    let number = digest.as_ref().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("org.chancery.desktop.data{number:016x}")
}

fn open_link(app: &AppHandle, link: String) {
    if let Some(running) = app.try_state::<Running>() {
        running.client.dispatch(Intent::OpenLink { text: link.into() });
    }
}

fn set_up(app: &mut tauri::App, args: Args, folder: Option<PathBuf>) -> Result<()> {
    let runtime = tauri::async_runtime::handle();
    let renderer: Arc<dyn Renderer> = Arc::new(CanvasRenderer::start(runtime.inner())?);
    let sources = Sources {
        camera: args.camera.clone(),
        microphone: args.microphone.clone(),
        screen: args.screen.clone(),
        speaker: args.speaker.clone(),
    };
    let engine = EngineConfig { processing: args.processing == Switch::On, ..EngineConfig::new(sources) };
    let identity = folder.as_deref().map(Known::at_start);
    let exports = args.data.is_none().then(documents).flatten();
    let config =
        ClientConfig { store: folder.clone(), remember: None, engine, pictures: renderer.hub(), identity, exports };
    let client = {
        let _inside = runtime.inner().enter();
        Arc::new(Client::start(config))
    };
    app.manage(Bridge::new(client.clone(), renderer.clone()));
    let chooser = || -> Box<dyn Chooser> {
        match &args.files {
            Some(folder) => Box::new(InFolder(folder.clone())),
            None => Box::new(Dialogs(app.handle().clone())),
        }
    };
    app.manage(Arc::new(Office::new(chooser(), folder.clone(), client.clone())));
    let passwords = Arc::new(Passwords::default());
    let wishes = client.clone();
    let own_links = Box::new(move |intent| wishes.dispatch(intent));
    let secretary = Arc::new(Secretary::new(chooser(), folder.clone(), passwords.clone(), own_links));
    let desk_settings = Arc::new(DeskSettings::new(folder.clone(), passwords.clone()));
    let correspondence = Arc::new(Correspondence::new(secretary.clone(), passwords, client.clone()));
    tauri::async_runtime::spawn(correspondence.clone().work());
    app.manage(correspondence);
    tauri::async_runtime::spawn(remind(client.clone(), secretary.clone(), desk_settings.clone()));
    app.manage(secretary);
    app.manage(desk_settings);
    app.manage(Running { client: client.clone(), renderer, ending: Ending::default(), stats: args.stats.clone() });

    tauri::async_runtime::spawn(fly(client, Autopilot::new(plan(&args))));
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        ending::asked_by_the_system().await;
        end(&handle);
    });
    if let Some(seconds) = args.seconds {
        let handle = app.handle().clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            end(&handle);
        });
    }

    let config = app.config().app.windows.first().context("tauri.conf.json describes no window")?.clone();
    let wishes =
        Wishes { size: args.size, folder: folder.map(|folder| folder.join("webview")), ground: ground(args.theme) };
    let handle = app.handle().clone();
    window::open(app.handle(), &config, wishes, move || end(&handle))?;

    #[cfg(any(target_os = "macos", target_os = "ios"))]
    {
        use tauri_plugin_deep_link::DeepLinkExt;
        let handle = app.handle().clone();
        app.deep_link().on_open_url(move |event| {
            for url in event.urls() {
                open_link(&handle, url.into());
            }
        });
    }
    Ok(())
}

/// What shows before the page has drawn: its paper, so that nothing flashes.
fn ground(theme: Option<crate::args::ThemeName>) -> Option<tauri::window::Color> {
    match theme.map(Theme::from)? {
        Theme::Light => Some(tauri::window::Color(0xf6, 0xf4, 0xee, 0xff)),
        Theme::Dark => Some(tauri::window::Color(0x0f, 0x16, 0x13, 0xff)),
        Theme::System => None,
    }
}

fn plan(args: &Args) -> Plan {
    Plan {
        link: args.link.clone().map(Into::into),
        meeting: args.link.as_deref().and_then(meeting_of),
        profile: args.name.clone().map(|name| (name.into(), args.title.clone().unwrap_or_default().into())),
        language: args.language.clone(),
        theme: args.theme.map(Theme::from),
        ask: args.admit.map(|admit| admit == Admit::Ask),
        join: args.join,
        microphone: args.microphone != SourceSpec::None,
        camera: args.camera != SourceSpec::None,
        share: args.share,
    }
}

/// Carries out what the command line asks for.
async fn fly(client: Arc<Client>, mut autopilot: Autopilot) {
    let mut view = client.view();
    while !autopilot.is_done() {
        let newest = view.borrow_and_update().clone();
        for intent in autopilot.next(&newest) {
            client.dispatch(intent);
        }
        if !autopilot.is_done() && view.changed().await.is_err() {
            return;
        }
    }
}

/// Ends this window in order; the first call does it, later ones do nothing.
fn end(app: &AppHandle) {
    let Some(running) = app.try_state::<Running>() else {
        app.exit(0);
        return;
    };
    if !running.ending.begin() {
        return;
    }
    // To the person it is closed now; the rest takes some milliseconds.
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.hide();
    }
    let app = app.clone();
    let (client, renderer, path) = (running.client.clone(), running.renderer.clone(), running.stats.clone());
    tauri::async_runtime::spawn(async move {
        // Before the engine stops: what is counted then is what was.
        let report = path.is_some().then(|| WindowReport { participant: client.report(), window: renderer.measures() });
        if tokio::time::timeout(ending::PATIENCE, client.stop()).await.is_err() {
            tracing::warn!("leaving took too long; the process ends without");
        }
        // Its thread is waited for: not on a thread that others need.
        let _ = tokio::task::spawn_blocking(move || renderer.stop()).await;
        if let (Some(path), Some(report)) = (path, report)
            && let Err(error) = report.write(&path)
        {
            tracing::error!(%error, "no report");
        }
        app.exit(0);
    });
}
