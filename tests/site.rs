//! The rules as a site: everything is there, every link leads somewhere, nothing is loaded, and
//! nothing that somebody else put into a folder is lost.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use interdict::law::{RuleSet, coverage};
use support::{err, out, scratch, status};

/// Pages by their names.
type Pages = BTreeMap<String, String>;

fn docs(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"))
        .arg("docs")
        .args(arguments)
        .env("NO_COLOR", "1");
    command.stdin(Stdio::null()).output().unwrap()
}

/// The files of a folder.
fn files(folder: &Path) -> Pages {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The pages of rules; empty stands for the built-in ones.
fn site(name: &str, rules: &[&str]) -> Pages {
    let folder = scratch("site", name).join("made");
    let target = folder.to_str().unwrap();
    let output = docs(&[rules, &["--output", target]].concat());
    assert_eq!((status(&output), out(&output)), (0, String::new()));
    let mut files = files(&folder);
    let mark = files.remove("interdict-docs.txt").unwrap();
    let listed: BTreeSet<&str> = mark.lines().skip(1).collect();
    assert_eq!(listed, files.keys().map(String::as_str).collect());
    let said = format!("{} pages are in `{target}`\n", files.len());
    assert_eq!(err(&output), said);
    files
}

/// A tag with its attributes; one that ends an element begins with a stroke.
struct Tag<'p> {
    name: &'p str,
    attributes: Vec<(&'p str, String)>,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes.iter().filter(|(key, _)| *key == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

/// The tags of a page without its style. Texts and values hold no `<` and `>` but as entities.
fn tags(page: &str) -> Vec<Tag<'_>> {
    let inner = page.split('<').skip(1);
    let inner = inner.map(|part| part.split_once('>').unwrap_or((part, "")).0);
    let tag = |text| {
        let (name, mut rest) = str::split_once(text, ' ').unwrap_or((text, ""));
        let mut attributes = Vec::new();
        while let Some((key, more)) = rest.split_once("=\"") {
            let (value, more) = more.split_once('"').unwrap_or((more, ""));
            attributes.push((key.trim(), plain(value)));
            rest = more;
        }
        Tag { name, attributes }
    };
    inner.map(tag).collect()
}

fn without_style(page: &str) -> String {
    match (page.split_once("<style>"), page.split_once("</style>")) {
        (Some((head, _)), Some((_, body))) => format!("{head}{body}"),
        _ => page.to_owned(),
    }
}

/// What is wrong with a site, beside what a browser finds.
fn faults(pages: &Pages) -> Vec<String> {
    let bare: Pages = pages
        .iter()
        .map(|(name, page)| (name.clone(), without_style(page)))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<String>> = bare
        .iter()
        .map(|(name, page)| {
            let ids = tags(page).into_iter();
            let ids = ids.filter_map(|tag| tag.get("id").map(str::to_owned));
            (name.as_str(), ids.collect())
        })
        .collect();
    let mut faults = Vec::new();
    for (name, page) in &bare {
        let mut say = |fault: String| faults.push(format!("{name}: {fault}"));
        page_faults(page, &mut say);
        for tag in tags(page) {
            let Some(href) = tag.get("href") else {
                continue;
            };
            if href.starts_with("https://") || href.starts_with("http://") {
                if tag.get("rel") != Some("noreferrer") {
                    say(format!("{href} is told where its reader comes from"));
                }
                continue;
            }
            let (file, id) = href.split_once('#').unwrap_or((href, ""));
            let file = if file.is_empty() { name } else { file };
            match ids.get(file) {
                None => say(format!("{href} leads to no page")),
                Some(ids) if !id.is_empty() && !ids.contains(id) => {
                    say(format!("{href} leads to no place"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}

/// What is wrong with a page by itself.
fn page_faults(page: &str, say: &mut impl FnMut(String)) {
    let tags = tags(page);
    let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
    for (name, what) in [("h1", "heading"), ("main", "main part"), ("title", "title")] {
        // Bars of a drawing have titles too, but only one stands in the head.
        let all = match name {
            "title" => page
                .split("</head>")
                .next()
                .unwrap()
                .matches("<title>")
                .count(),
            _ => count(name),
        };
        if all != 1 {
            say(format!("{all} times a {what}"));
        }
    }
    if !page.starts_with("<!DOCTYPE html><html lang=\"en\">") {
        say("it begins otherwise".into());
    }
    if !tags.iter().any(|tag| tag.get("href") == Some("index.html")) {
        say("nothing leads to the start page".into());
    }
    let (mut rank, mut ids) = (0, BTreeSet::new());
    for tag in &tags {
        if let Some(next) = tag
            .name
            .strip_prefix('h')
            .and_then(|n| n.parse::<u8>().ok())
        {
            if next > rank + 1 {
                say(format!("a rank is left out before h{next}"));
            }
            rank = next;
        }
        let id = tag.get("id");
        if id.is_some_and(|id| !ids.insert(id.to_owned())) {
            say(format!("two places are {}", id.unwrap()));
        }
        if tag.name == "th" && tag.get("scope").is_none() {
            say("a header of nothing".into());
        }
        let loads = [
            "script", "link", "img", "iframe", "object", "embed", "use", "image", "form",
        ];
        if loads.contains(&tag.name) || tag.get("src").is_some() {
            say(format!("<{}> loads or runs", tag.name));
        }
        if tag.attributes.iter().any(|(key, _)| key.starts_with("on")) {
            say(format!("<{}> listens", tag.name));
        }
        let wide = tag.get("class") == Some("wide");
        let named = tag.get("aria-label").is_some();
        if wide
            && (tag.get("role"), tag.get("tabindex"), named) != (Some("region"), Some("0"), true)
        {
            say("what is wide cannot be reached".into());
        }
    }
    for tag in &tags {
        let label = tag.get("aria-labelledby");
        if label.is_some_and(|label| !ids.contains(label)) {
            say(format!("no label {}", label.unwrap()));
        }
    }
}

/// Whether a page shows a text.
fn shows(page: &str, text: &str) -> bool {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    page.contains(&text.replace('<', "&lt;").replace('>', "&gt;"))
}

#[test]
fn the_built_in_rules_are_all_there_and_every_link_leads_somewhere() {
    let pages = site("builtin", &[]);
    assert_eq!(faults(&pages), [""; 0]);
    let rules = RuleSet::builtin().unwrap();
    let timeline = &pages["timeline.html"];
    for paragraph in &rules.paragraphs {
        let citation = &paragraph.citation;
        let page = &pages[&format!("resolution-{}.html", citation.resolution())];
        let heading = format!(
            "{citation}: {}</h2>",
            paragraph.title.replace('"', "&quot;")
        );
        assert!(page.contains(&heading), "{citation}");
        assert!(shows(page, &paragraph.standing_note), "{citation}");
        let note = |note: &String| shows(page, note);
        assert!(paragraph.notes.iter().all(note), "{citation}");
        for measure in &paragraph.measures {
            for period in measure.in_force.periods() {
                assert!(page.contains(&period.since.to_string()), "{citation}");
            }
        }
        let has_time = !paragraph.measures.is_empty() || paragraph.exempts;
        let cited = format!(">{citation}</a></th>");
        assert_eq!(timeline.contains(&cited), has_time, "{citation}");
    }
    for category in &rules.categories {
        let page = &pages[&format!("category-{}.html", category.name)];
        assert!(shows(page, &category.definition), "{}", category.name);
        let phrases = [
            &category.words,
            &category.names,
            &category.hints,
            &category.but_not,
        ];
        for phrase in phrases.into_iter().flatten() {
            assert!(
                shows(page, &phrase.text),
                "{}: {}",
                category.name,
                phrase.text
            );
        }
        let link = format!("<a href=\"category-{}.html\"", category.name);
        assert!(
            pages["categories.html"].contains(&link),
            "{}",
            category.name
        );
        assert!(pages["index.html"].contains(&link), "{}", category.name);
    }
    for fact in &rules.facts {
        assert!(shows(&pages["asked.html"], &fact.question), "{}", fact.name);
    }
    for list in &rules.lists {
        assert!(shows(&pages["lists.html"], &list.title), "{}", list.name);
    }
    assert_eq!(
        pages.len(),
        5 + rules.resolutions.len() + rules.categories.len()
    );
}

#[test]
fn what_is_not_encoded_is_told_with_its_reason() {
    let pages = site("coverage", &[]);
    let start = &pages["index.html"];
    let mut left = 0;
    for one in coverage().iter().filter(|one| one.status != "encoded") {
        let (number, _) = one
            .paragraph
            .split_once('/')
            .unwrap_or((&one.paragraph, ""));
        let page = pages
            .get(&format!("resolution-{number}.html"))
            .unwrap_or(start);
        let became = match one.status.as_str() {
            "no transfer" => "no measure on transfers",
            other => other,
        };
        let row = format!("<th scope=\"row\">{}</th><td>{became}</td>", one.paragraph);
        assert!(page.contains(&row), "{}", one.paragraph);
        left += 1;
    }
    assert!(left > 30, "{left}");
    let rules = RuleSet::builtin().unwrap();
    assert!(start.contains(&rules.digest));
    assert!(start.contains(concat!("interdict ", env!("CARGO_PKG_VERSION"))));
    assert!(shows(
        start,
        &format!("as of {}", rules.verified().unwrap())
    ));
    // Own rules have no table of what is left out, and none is made up.
    let own = site("own", &["--rules", "small"]);
    assert!(!own["index.html"].contains("needs data"));
    assert!(start.contains("needs data"));
}

#[test]
fn what_is_asked_leads_to_who_asks() {
    let pages = site("asked", &[]);
    let page = &pages["asked.html"];
    let section = |id: &str| {
        let (_, rest) = page.split_once(&format!("<h3 id=\"{id}\">")).unwrap();
        rest.split("</section>").next().unwrap()
    };
    for (id, shown) in [
        ("fact-military_use_determined", ">2270/8</a>"),
        ("fact-military_use_determined", "silent: no"),
        // What lifts is asked by the paragraph that says so, not by all that it lifts.
        (
            "fact-humanitarian_provider",
            "Asked by <a href=\"resolution-2664.html#p-1\">2664/1</a></p>",
        ),
        (
            "fact-made_for_missile_launch",
            "It decides what these are kinds of",
        ),
        // A paragraph may say itself what silence means.
        (
            "fact-livelihood_only",
            "silent: not known; in <a href=\"resolution-2321.html#p-26\">2321/26</a>, <a href=\"resolution-2375.html#p-14\">2375/14</a>, <a href=\"resolution-2397.html#p-5\">2397/5</a> yes</p>",
        ),
        ("quantity-reported_total", ">2397/5</a>"),
        ("fact-temporary", "No rule asks for it."),
    ] {
        assert!(section(id).contains(shown), "{id}: {}", section(id));
    }
}

#[test]
fn a_category_names_the_paragraphs_that_reach_it() {
    let pages = site("reach", &["--rules", "small"]);
    let rows = |category: &str| -> Vec<String> {
        let page = &pages[&format!("category-{category}.html")];
        let rows = page
            .split("<tr><th scope=\"row\"><a href=\"resolution-")
            .skip(1);
        let rows = rows.map(|row| row.split("</tr>").next().unwrap());
        rows.map(|row| {
            let texts = row.split('<').filter_map(|part| part.split_once('>'));
            let texts: Vec<&str> = texts.map(|(_, text)| text).collect();
            texts.concat()
        })
        .collect()
    };
    assert_eq!(
        rows("mask"),
        [
            "9001/1(a)Costumes with feathersnames costume, which it is on a condition",
            "9001/2Masksnames it",
            "9002/2Costumes of every kind, and the annexnames it, through a list",
            "9002/2Costumes of every kind, and the annexnames costume, which it is on a condition",
        ]
    );
    assert_eq!(
        rows("goods").first().map(String::as_str),
        Some("9001/1(a)Costumes with feathersnames its kind costume")
    );
}

#[test]
fn names_and_texts_of_others_break_nothing() {
    let pages = site("hostile", &["--rules", "hostile.rule"]);
    assert_eq!(faults(&pages), [""; 0]);
    let rules = RuleSet::load(&["tests/site/hostile.rule"]).unwrap();
    assert_eq!(pages.len(), 5 + 1 + rules.categories.len());
    let folded: BTreeSet<String> = pages.keys().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), pages.len());
    for name in pages.keys() {
        let stem = name.strip_suffix(".html").unwrap();
        let is_safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_~".contains(c);
        assert!(stem.chars().all(is_safe) && name.len() < 200, "{name}");
        // Names that a system keeps for its devices are so with any ending.
        assert!(!["con", "nul", "aux", "prn"].contains(&stem), "{name}");
    }
    let law = &pages["resolution-1.html"];
    assert!(shows(law, "<img src=x onerror=alert(1)>"));
    assert!(shows(law, "<svg onload=alert(1)>"));
    assert!(!law.contains("href=\"javascript"));
    assert!(shows(&pages["category-con.html"], "\" onclick=\"alert(1)"));
    assert!(pages["category-nul.html"].contains("\\u{202e}evil"));
}

/// The checks of this file find what they look for.
#[test]
fn a_site_that_is_wrong_is_noticed() {
    let head = "<!DOCTYPE html><html lang=\"en\"><head><title>a</title></head>";
    let nav = "<a href=\"index.html\">Start</a>";
    let page = |body: &str| Pages::from([("index.html".to_owned(), format!("{head}{body}"))]);
    let sound = format!("{nav}<main><h1 id=\"a\">a</h1><a href=\"#a\">a</a></main>");
    assert_eq!(faults(&page(&sound)), [""; 0]);
    for (wrong, fault) in [
        ("<a href=\"b.html\">b</a>", "leads to no page"),
        ("<a href=\"#b\">b</a>", "leads to no place"),
        ("<a href=\"https://example.org\">b</a>", "is told where"),
        ("<script>1</script>", "loads or runs"),
        ("<p onclick=\"1\">b</p>", "listens"),
        ("<h3>b</h3>", "a rank is left out"),
        ("<h1>b</h1>", "2 times a heading"),
        ("<p id=\"a\">b</p>", "two places are a"),
        ("<th>b</th>", "a header of nothing"),
        ("<div class=\"wide\">b</div>", "cannot be reached"),
        ("<section aria-labelledby=\"b\">b</section>", "no label b"),
    ] {
        let found = faults(&page(&format!("{sound}{wrong}")));
        let found: Vec<&String> = found.iter().filter(|one| one.contains(fault)).collect();
        assert_eq!(found.len(), 1, "{wrong}: {found:?}");
    }
}

#[test]
fn a_small_site() {
    let pages = site("small", &["--rules", "small"]);
    assert_eq!(faults(&pages), [""; 0]);
    let mut text = String::new();
    for (name, page) in &pages {
        let page = without_style(page).replace("><", ">\n<");
        text.push_str(&format!("==== {name}\n{page}\n"));
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("small", text);
    });
}

#[test]
fn the_same_rules_give_the_same_bytes_and_a_site_is_replaced() {
    let folder = scratch("site", "again");
    let (one, other) = (folder.join("one"), folder.join("other"));
    let write = |to: &Path, rules: &str| {
        let output = docs(&["--rules", rules, "-q", "-o", to.to_str().unwrap()]);
        assert_eq!((status(&output), err(&output)), (0, String::new()));
    };
    write(&one, "small");
    write(&other, "small");
    assert_eq!(files(&one), files(&other));
    // What the other rules do not have is gone, and nothing is left beside.
    write(&one, "hostile.rule");
    assert!(!one.join("resolution-9001.html").exists());
    assert!(one.join("resolution-1.html").exists());
    write(&one, "small");
    assert_eq!(files(&one), files(&other));
    std::fs::create_dir(folder.join("empty")).unwrap();
    write(&folder.join("empty"), "small");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3);
}

#[test]
fn what_is_in_a_folder_is_not_lost() {
    let folder = scratch("site", "kept");
    let refused = |to: &Path, reason: &str| {
        let before = std::fs::read_dir(&folder).unwrap().count();
        let output = docs(&["--rules", "small", "-o", to.to_str().unwrap()]);
        assert_eq!(status(&output), 2);
        let said = format!("cannot write to `{}`: {reason}\n", to.display());
        assert_eq!(err(&output), said);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), before);
    };
    let full = folder.join("full");
    std::fs::create_dir(&full).unwrap();
    std::fs::write(full.join("mine.txt"), "mine").unwrap();
    let other = "it holds something else than a site; name a new or an empty folder";
    refused(&full, other);
    // A file that is only named like the mark makes no site of a folder.
    std::fs::write(full.join("interdict-docs.txt"), "mine.txt\n").unwrap();
    refused(&full, other);
    assert_eq!(files(&full).len(), 2);
    let site = folder.join("site");
    let to = site.to_str().unwrap();
    assert_eq!(status(&docs(&["--rules", "small", "-o", to])), 0);
    std::fs::write(site.join("CNAME"), "mine").unwrap();
    let own =
        "it holds `CNAME`, which is no part of the site; move that away or name another folder";
    refused(&site, own);
    assert!(site.join("CNAME").exists());
    let file = folder.join("file");
    std::fs::write(&file, "").unwrap();
    refused(&file, "it is no folder");
    refused(&folder.join("a/b"), "the folder above it is not there");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    refused(
        &here,
        "it is the folder that you are in, or above it; name another",
    );
}

/// A link to a folder stays, and what is behind it is replaced.
#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays() {
    let folder = scratch("site", "link");
    let (real, link) = (folder.join("real"), folder.join("link"));
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let output = docs(&["--rules", "small", "-o", link.to_str().unwrap()]);
    assert!(err(&output).contains("it is a link to what is not there"));
    std::fs::create_dir(&real).unwrap();
    let output = docs(&["--rules", "small", "-o", link.to_str().unwrap()]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(link.is_symlink() && real.join("index.html").exists());
}

#[test]
fn without_a_folder_it_says_how_to_name_one() {
    let output = docs(&[]);
    assert_eq!((status(&output), out(&output)), (2, String::new()));
    assert_eq!(
        err(&output),
        "no folder is named to write the site to\nname one: `interdict docs --output DIR`\n"
    );
}

#[test]
fn rules_with_errors_leave_no_folder() {
    let folder = scratch("site", "broken");
    let target = folder.join("made");
    let output = docs(&[
        "--rules",
        "../formats/broken.rule",
        "-o",
        target.to_str().unwrap(),
    ]);
    assert_eq!(status(&output), 2);
    assert!(!target.exists());
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

/// A run that a signal ends leaves a whole site or nothing, and nothing beside it.
#[cfg(unix)]
#[test]
fn a_run_that_is_ended_early_leaves_nothing_half_done() {
    let folder = scratch("site", "ended");
    for (number, after) in [20, 60, 120, 250].into_iter().enumerate() {
        let target = folder.join(format!("made-{number}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
        command.args(["docs", "-q", "-o", target.to_str().unwrap()]);
        let mut child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(after));
        let id = child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        child.wait().unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let mark = std::fs::read_to_string(path.join("interdict-docs.txt")).unwrap();
            assert_eq!(
                files(&path).len(),
                mark.lines().count(),
                "{}",
                path.display()
            );
        }
    }
}
