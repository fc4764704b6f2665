//! A Swift compiler: the machine's own, else the one of Debian's next release, which is unpacked into the cache with all that it needs, and run from there.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::steps::{Progress, Steps};
use crate::{paths, processes};

/// The release of Debian that brings Swift. Its programs need its own C library.
const RELEASE: &str = "trixie";
/// What signs Debian's releases.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Compiles all sources under a folder as one module, in the language mode of Swift 6.
pub fn compile(steps: &mut Steps, module: &str, sources: &Path, object: &Path) -> anyhow::Result<()> {
    let Some(mut compiler) = find_or_unpack(steps)? else {
        println!("SKIPPED: this machine has no swiftc, and no Debian to have one from, so the client in swift is made and not compiled");
        return Ok(());
    };
    steps.run("compiling the client in swift", |progress| {
        compiler.args(["-c", "-wmo", "-parse-as-library", "-swift-version", "6", "-module-name", module, "-o"]).arg(object);
        compiler.args(paths::files(sources)?.iter().filter(|file| file.extension().is_some_and(|extension| extension == "swift")));
        processes::run(progress, &mut compiler).map(|_output| ())
    })
}

/// `None` where there is none to be had.
fn find_or_unpack(steps: &mut Steps) -> anyhow::Result<Option<Command>> {
    if processes::exists("swiftc") {
        return Ok(Some(Command::new("swiftc")));
    }
    let root = paths::cache().join("tools").join(format!("swift-{RELEASE}"));
    if !root.exists() {
        let Some(mirror) = mirror() else { return Ok(None) };
        steps.run("unpacking Swift", |progress| unpack(progress, &mirror, &root))?;
    }
    Ok(Some(unpacked(&root)))
}

/// Where this machine has Debian's packages from.
fn mirror() -> Option<String> {
    let output = Command::new("apt-get").args(["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian"]).output().ok()?;
    let targets = String::from_utf8_lossy(&output.stdout).into_owned();
    targets.lines().next().map(ToOwned::to_owned)
}

/// Lists and archives of its own keep the machine's system out of it: nothing is installed, and nobody need be root.
fn unpack(progress: &mut Progress, mirror: &str, root: &Path) -> anyhow::Result<()> {
    let work = root.with_extension("unfinished");
    let _ = fs::remove_dir_all(&work);
    for folder in ["lists/partial", "archives/partial", "root"] {
        fs::create_dir_all(work.join(folder))?;
    }
    let (sources, status, settings) = (work.join("sources.list"), work.join("status"), work.join("apt.conf"));
    fs::write(&sources, format!("deb [signed-by={KEYRING}] {mirror} {RELEASE} main\n"))?;
    fs::write(&status, "")?;
    let own = format!("Dir::State \"{0}\";\nDir::State::status \"{1}\";\nDir::Cache \"{0}\";\n", work.display(), status.display());
    let listed = format!("Dir::Etc::sourcelist \"{}\";\nDir::Etc::sourceparts \"-\";\n", sources.display());
    fs::write(&settings, own + &listed + "APT::Architecture \"amd64\";\nAPT::Sandbox::User \"root\";\n")?;
    for arguments in ["update -q", "install -q -y --no-install-recommends --download-only swiftlang libc6-dev"] {
        processes::run(progress, Command::new("apt-get").args(arguments.split(' ')).env("APT_CONFIG", &settings))?;
    }
    for archive in paths::files(&work.join("archives"))? {
        if archive.extension().is_some_and(|extension| extension == "deb") {
            progress.show(&archive.display().to_string());
            processes::run(progress, Command::new("dpkg").arg("-x").arg(&archive).arg(work.join("root")))?;
        }
    }
    fs::rename(work.join("root"), root)?;
    Ok(fs::remove_dir_all(&work)?)
}

/// The unpacked compiler, started by the C library beside it and looking for nothing outside of it.
fn unpacked(root: &Path) -> Command {
    let swift = root.join("usr/libexec/swift");
    let libraries = [root.join("usr/lib/x86_64-linux-gnu"), swift.join("lib/swift/linux"), swift.join("lib")].map(|folder| folder.display().to_string());
    let mut command = Command::new(root.join("usr/lib64/ld-linux-x86-64.so.2"));
    command.arg("--library-path").arg(libraries.join(":")).arg(swift.join("bin/swift-frontend"));
    command.arg("-sdk").arg(root).arg("-resource-dir").arg(swift.join("lib/swift")).args(["-target", "x86_64-pc-linux-gnu"]);
    command
}
