//! What has to stand before the window is made: a display, the web view's environment, the log.

use std::path::Path;

/// Tells WebKitGTK to draw without layers of its own. See [`environment`].
const NO_COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Why there cannot be a window.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No display to open a window on.
    #[error(
        "there is no display to open a window on (neither WAYLAND_DISPLAY nor DISPLAY is set): start Chancery from a \
         desktop session, or take part without a screen with `chancery join`"
    )]
    NoDisplay,
    /// This program could not start itself anew.
    #[error("the program could not start itself anew with what its web view needs ({0}): reinstall Chancery")]
    Again(#[source] std::io::Error),
}

/// One graphics card, as the kernel shows it for rendering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderNode {
    /// Whether this user may use it.
    pub usable: bool,
    /// The kernel's driver; empty where it is not told.
    pub driver: String,
}

/// What to add to the environment so that the web view draws well on this machine.
///
/// Without a graphics processor WebKitGTK composes its layers on the processor, through OpenGL in software: that was
/// measured at 18 pictures a second and 162 % of a core for one tile of 720p, against 30 and 87 % with its compositing
/// switched off. With one, its compositing is what is wanted. What the user has set is left as it is.
pub fn environment(
    nodes: &[RenderNode],
    software_gl: bool,
    set: impl Fn(&str) -> bool,
) -> Option<(&'static str, &'static str)> {
    // Drivers of displays that have no processor behind them.
    const HOLLOW: [&str; 3] = ["vgem", "vkms", "simpledrm"];
    let gpu = !software_gl && nodes.iter().any(|node| node.usable && !HOLLOW.contains(&node.driver.as_str()));
    (!gpu && !set(NO_COMPOSITING)).then_some((NO_COMPOSITING, "1"))
}

/// Makes ready, or starts this program anew with what is missing in its environment.
///
/// The web view reads its environment when it starts, and changing one's own environment is unsafe in a process that may
/// have threads (Rust 2024 says so by `unsafe`, which only the codec wrapper uses). Replacing the process by itself
/// (`execve`) keeps its identifier, its parent and its standard streams, and takes a millisecond.
///
/// # Errors
/// Where there is no display, or the program cannot be started anew.
pub fn prepare() -> Result<(), StartError> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        let asks = std::env::args_os().skip(1).any(|arg| ["-h", "--help", "-V", "--version"].iter().any(|a| arg == *a));
        let given = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if asks {
            return Ok(());
        }
        if !given("WAYLAND_DISPLAY") && !given("DISPLAY") {
            return Err(StartError::NoDisplay);
        }
        let software = std::env::var_os("LIBGL_ALWAYS_SOFTWARE").is_some_and(|v| v == "1");
        if let Some((name, value)) =
            environment(&render_nodes(Path::new("/dev/dri"), Path::new("/sys/class/drm")), software, given)
        {
            let program = std::env::current_exe().map_err(StartError::Again)?;
            let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(name, value).exec();
            return Err(StartError::Again(error));
        }
    }
    Ok(())
}

/// The graphics cards that can render.
pub fn render_nodes(devices: &Path, classes: &Path) -> Vec<RenderNode> {
    let Ok(entries) = std::fs::read_dir(devices) else { return Vec::new() };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
        .map(|entry| RenderNode {
            usable: std::fs::OpenOptions::new().read(true).write(true).open(entry.path()).is_ok(),
            driver: std::fs::read_link(classes.join(entry.file_name()).join("device/driver"))
                .ok()
                .and_then(|link| Some(link.file_name()?.to_string_lossy().into_owned()))
                .unwrap_or_default(),
        })
        .collect()
}

/// Sends the log to standard error: what is ours from `info` on. `CHANCERY_LOG` changes that; what libraries log is never
/// shown, since it may hold addresses.
pub fn logging() {
    if let Err(error) = chancery_log::start(&chancery_log::asked("info"), chancery_log::Form::Text) {
        tracing::debug!(%error, "nothing new is logged");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(usable: bool, driver: &str) -> RenderNode {
        RenderNode { usable, driver: driver.into() }
    }

    #[test]
    fn compositing_stays_where_a_graphics_processor_is() {
        let unset = |_: &str| false;
        assert_eq!(environment(&[node(true, "i915")], false, unset), None);
        assert_eq!(environment(&[node(true, "vgem"), node(true, "amdgpu")], false, unset), None);
        for none in [&[][..], &[node(false, "i915")], &[node(true, "vgem")], &[node(true, "vkms")]] {
            assert_eq!(environment(none, false, unset), Some((NO_COMPOSITING, "1")), "{none:?}");
        }
        assert_eq!(environment(&[node(true, "i915")], true, unset), Some((NO_COMPOSITING, "1")));
    }

    #[test]
    fn what_the_user_has_set_stays() {
        assert_eq!(environment(&[], false, |name| name == NO_COMPOSITING), None);
    }

    #[test]
    fn render_nodes_are_read_from_the_kernels_files() {
        let folder = tempfile::tempdir().expect("folder");
        let (devices, classes) = (folder.path().join("dri"), folder.path().join("drm"));
        assert_eq!(render_nodes(&devices, &classes), []);
        std::fs::create_dir_all(&devices).expect("folder");
        std::fs::create_dir_all(classes.join("renderD128/device")).expect("folder");
        std::fs::write(devices.join("card0"), "").expect("file");
        std::fs::write(devices.join("renderD128"), "").expect("file");
        #[cfg(unix)]
        std::os::unix::fs::symlink("../../bus/pci/drivers/i915", classes.join("renderD128/device/driver"))
            .expect("link");
        assert_eq!(render_nodes(&devices, &classes), [node(true, "i915")]);
    }
}
