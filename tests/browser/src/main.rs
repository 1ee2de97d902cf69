//! Looks at pages of HTML in a headless Chromium: at two widths and in both themes, without script,
//! and says what is wrong with them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Log, Network, Page, Runtime};
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde::Deserialize;
use walkdir::WalkDir;

/// What is looked at inside of a page.
const CHECKS: &str = include_str!("checks.js");

/// Widths in pixels: a telephone, and a desk.
const WIDTHS: [u32; 2] = [360, 1280];
const HEIGHT: u32 = 900;
const THEMES: [&str; 2] = ["light", "dark"];

/// Look at pages of HTML in a headless Chromium.
#[derive(Parser)]
struct Arguments {
    /// Pages, and folders of them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Keep pictures of the pages in this folder
    #[arg(long)]
    pictures: Option<PathBuf>,
}

/// What `checks.js` says of a page.
#[derive(Deserialize)]
struct Seen {
    faults: Vec<String>,
    /// How many texts were compared with what is behind them.
    texts: usize,
    background: String,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let mut pages = Vec::new();
    for path in &arguments.paths {
        for entry in WalkDir::new(path).sort_by_file_name() {
            let path = entry?.into_path();
            if path.extension() == Some(OsStr::new("html")) {
                pages.push(path.canonicalize()?);
            }
        }
    }
    ensure!(!pages.is_empty(), "no page was found");
    let browser = launch()?;
    let tab = browser.new_tab()?;
    let heard = listen(&tab)?;
    let mut count = 0;
    for page in &pages {
        for fault in faults(&tab, &heard, page, arguments.pictures.as_deref())? {
            println!("{}: {fault}", page.display());
            count += 1;
        }
    }
    println!("{} pages, {count} faults", pages.len());
    Ok(ExitCode::from(u8::from(count > 0)))
}

fn launch() -> Result<Browser> {
    // Nothing of it is a secret, and in containers there is nobody else to run as.
    let mut options = LaunchOptions::default_builder();
    options.sandbox(false).window_size(Some((1280, HEIGHT)));
    options.args(
        [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--no-first-run",
            "--hide-scrollbars",
        ]
        .map(OsStr::new)
        .to_vec(),
    );
    Browser::new(options.build()?).context("Chromium did not start; is it installed?")
}

/// What is wrong with a page, at each width and in each theme.
fn faults(
    tab: &Tab,
    heard: &Mutex<Vec<String>>,
    page: &Path,
    pictures: Option<&Path>,
) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut backgrounds = Vec::new();
    // To open a page takes longer than all else; what it is laid out for changes under it.
    tab.navigate_to(&format!("file://{}", page.display()))?;
    tab.wait_until_navigated()?;
    for theme in THEMES {
        for width in WIDTHS {
            let seen = look(tab, width, theme)?;
            let all = heard.lock().map(|mut heard| std::mem::take(&mut *heard));
            let all = all.unwrap_or_default().into_iter().chain(seen.faults);
            faults.extend(all.map(|fault| format!("{width} px, {theme}: {fault}")));
            ensure!(seen.texts > 0, "{} holds no text", page.display());
            backgrounds.push(seen.background);
            if let Some(folder) = pictures {
                picture(tab, &folder.join(name(page, width, theme)))?;
            }
        }
    }
    if backgrounds.first() == backgrounds.last() {
        faults.push("both themes have the same background".into());
    }
    Ok(faults)
}

/// Collects what the console says, and what is loaded beside the page.
fn listen(tab: &Arc<Tab>) -> Result<Arc<Mutex<Vec<String>>>> {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&heard);
    let add = move |event: &Event| {
        let said = match event {
            Event::LogEntryAdded(entry) => Some(entry.params.entry.text.clone()),
            Event::RuntimeExceptionThrown(thrown) => {
                Some(thrown.params.exception_details.text.clone())
            }
            Event::RuntimeConsoleAPICalled(call) => {
                Some(format!("console: {:?}", call.params.args))
            }
            Event::NetworkRequestWillBeSent(sent) => {
                let is_page = sent.params.request.url.starts_with("file:")
                    && sent.params.Type == Some(Network::ResourceType::Document);
                (!is_page).then(|| format!("it loads {}", sent.params.request.url))
            }
            _ => None,
        };
        if let (Some(said), Ok(mut kept)) = (said, kept.lock()) {
            kept.push(said);
        }
    };
    tab.add_event_listener(Arc::new(add))?;
    tab.call_method(Log::Enable(None))?;
    tab.call_method(Runtime::Enable(None))?;
    tab.call_method(Network::Enable {
        max_total_buffer_size: None,
        max_resource_buffer_size: None,
        max_post_data_size: None,
        report_direct_socket_traffic: None,
        enable_durable_messages: None,
    })?;
    Ok(heard)
}

fn look(tab: &Tab, width: u32, theme: &str) -> Result<Seen> {
    tab.call_method(Emulation::SetEmulatedMedia {
        media: None,
        features: Some(vec![Emulation::MediaFeature {
            name: "prefers-color-scheme".into(),
            value: theme.into(),
        }]),
    })?;
    tab.call_method(metrics(width, HEIGHT))?;
    let said = tab.evaluate(CHECKS, false)?.value;
    let said = said.context("the checks say nothing")?;
    let said = said.as_str().context("the checks say no text")?;
    Ok(serde_json::from_str(said)?)
}

fn metrics(width: u32, height: u32) -> Emulation::SetDeviceMetricsOverride {
    Emulation::SetDeviceMetricsOverride {
        width,
        height,
        device_scale_factor: 1.0,
        mobile: false,
        scale: None,
        screen_width: None,
        screen_height: None,
        position_x: None,
        position_y: None,
        dont_set_visible_size: None,
        screen_orientation: None,
        viewport: None,
        display_feature: None,
        device_posture: None,
    }
}

fn name(page: &Path, width: u32, theme: &str) -> String {
    let stem = page.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}-{width}-{theme}.png")
}

/// A picture of the page from its top.
fn picture(tab: &Tab, path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let png = Page::CaptureScreenshotFormatOption::Png;
    let bytes = tab.capture_screenshot(png, None, None, true)?;
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
