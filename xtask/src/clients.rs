//! Clients of the API in Kotlin and Swift, made from its description into `.build/clients` and compiled. The Kotlin one is put to work, too.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::steps::Steps;
use crate::{paths, processes, swift};

/// Makes both clients and compiles them; the Kotlin one calls the API at `url`.
pub fn run(steps: &mut Steps, tools: &Path, description: &Path, url: &str) -> anyhow::Result<()> {
    let settings = paths::root().join("tests/api");
    let clients = paths::outputs().join("clients");
    let generator = |command: &str| {
        let mut java = Command::new("java");
        java.arg("-jar").arg(tools.join("python/openapi_generator_cli/openapi-generator.jar")).arg(command).arg("-i").arg(description);
        java
    };
    steps.run("reading the API's description as generators do", |progress| processes::run(progress, &mut generator("validate")).map(|_output| ()))?;
    let _ = fs::remove_dir_all(&clients);
    for language in ["kotlin", "swift"] {
        steps.run(&format!("making a client in {language}"), |progress| {
            let mut generate = generator("generate");
            generate.arg("-c").arg(settings.join(format!("{language}.yaml"))).arg("-o").arg(clients.join(language));
            processes::run(progress, &mut generate).map(|_output| ())
        })?;
    }
    let kotlin = Kotlin::find(tools)?;
    let classes = clients.join("kotlin-classes");
    steps.run("compiling the client in kotlin", |progress| {
        let mut compiler = kotlin.compiler();
        compiler.arg("-d").arg(&classes).arg(clients.join("kotlin/src/main/kotlin")).arg(settings.join("Smoke.kt"));
        processes::run(progress, &mut compiler).map(|_output| ())
    })?;
    steps.run("calling the API by the client in kotlin", |progress| {
        let class_path = kotlin.class_path(&[classes.as_path()]);
        processes::run(progress, Command::new("java").args(["-cp", &class_path, "SmokeKt", url])).map(|_output| ())
    })?;
    swift::compile(steps, "CraftBeanClient", &clients.join("swift/Sources"), &clients.join("swift.o"))
}

/// The compiler, and what the client is compiled against.
struct Kotlin {
    /// Archives of the compiler.
    home: PathBuf,
    /// The one among them that has the plugin for serialization, too.
    plugin: PathBuf,
    libraries: Vec<PathBuf>,
}

impl Kotlin {
    fn find(tools: &Path) -> anyhow::Result<Self> {
        let home = tools.join("python/run_kotlin_kernel/jars");
        let http = tools.join("node_modules/allure-commandline/dist/plugins/jira-plugin/lib");
        let wanted =
            [(&home, "kotlin-stdlib-"), (&home, "kotlinx-serialization-core-jvm-"), (&home, "kotlinx-serialization-json-jvm-"), (&http, "okhttp-jvm-"), (&http, "okio-jvm-")];
        let libraries = wanted.into_iter().map(|(folder, name)| archive(folder, name)).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self { plugin: archive(&home, "kotlin-jupyter-kernel-")?, libraries, home })
    }

    /// The libraries and more, as Java takes them.
    fn class_path(&self, more: &[&Path]) -> String {
        let all = self.libraries.iter().map(PathBuf::as_path).chain(more.iter().copied());
        all.map(|path| path.display().to_string()).collect::<Vec<_>>().join(":")
    }

    fn compiler(&self) -> Command {
        let mut java = Command::new("java");
        java.args(["-Xmx1500m", "-cp"]).arg(self.home.join("*")).arg("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
        // The plugin's archive has the one for scripts as well, which would be there twice.
        java.args(["-no-stdlib", "-no-reflect", "-nowarn", "-Xdisable-default-scripting-plugin"]);
        java.arg(format!("-Xplugin={}", self.plugin.display())).args(["-cp", &self.class_path(&[])]);
        java
    }
}

/// The archive in a folder whose name begins so; the rest of it is a version.
fn archive(folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let files = fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))?;
    let mut found = files.flatten().map(|file| file.path());
    found.find(|path| path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(name))).with_context(|| format!("{} has no {name}…", folder.display()))
}
