//! The way to the mail server.

use std::error::Error as _;
use std::io;
use std::iter::successors;
use std::time::Duration;

use anyhow::{Context, bail};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

use super::queries::MailRow;
use crate::config::MailConfig;

/// How long a mail server may take, to be reached and for all of its answers.
const DEADLINE: Duration = Duration::from_secs(15);

/// Sends mails, or says why it cannot.
#[derive(Debug)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
    /// The site's own address, without a slash at its end.
    site: String,
    deadline: Duration,
}

#[derive(Debug)]
enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// Into our own log, for developers.
    Log,
    /// Nobody has said where the mail server is.
    None,
}

impl Mailer {
    /// # Errors
    /// For an address of a server or of a sender that is none.
    pub fn new(config: &MailConfig, site: &str) -> anyhow::Result<Self> {
        let way = match config.smtp_url.as_deref() {
            None => Way::None,
            Some("log:") => Way::Log,
            // A message about it must not repeat the password that may be in it.
            Some(url) => Way::Smtp(Box::new(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|_secret| anyhow::anyhow!("CRAFTBEAN_SMTP_URL is not an address of a mail server, such as smtps://user:password@mail.example"))?
                    .timeout(Some(DEADLINE))
                    .build(),
            )),
        };
        Ok(Self {
            way,
            from: config.from.parse().context("CRAFTBEAN_MAIL_FROM is not a sender, such as CraftBean <hello@craftbean.example>")?,
            site: site.trim_end_matches('/').to_owned(),
            deadline: DEADLINE,
        })
    }

    /// Hands one mail to the server.
    ///
    /// # Errors
    /// When there is none, or it does not take it.
    pub async fn send(&self, mail: &MailRow) -> anyhow::Result<()> {
        let message = self.compose(mail)?;
        match &self.way {
            // lettre's own deadline ends with the connecting.
            Way::Smtp(server) => match timeout(self.deadline, server.send(message)).await {
                Ok(sent) => sent.map(|_answer| ()).map_err(|error| anyhow::anyhow!("the mail server did not take it: {}", kind_of(&error))),
                Err(_elapsed) => bail!("the mail server did not take it: {SILENT}"),
            },
            Way::Log => {
                tracing::info!(subject = mail.subject, path = mail.path, "a mail, instead of being sent");
                Ok(())
            }
            Way::None => bail!("no mail server is configured: set CRAFTBEAN_SMTP_URL"),
        }
    }

    fn compose(&self, mail: &MailRow) -> anyhow::Result<Message> {
        let to: Address = mail.address.parse().map_err(|_personal| anyhow::anyhow!("the address is none"))?;
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        let message = Message::builder().from(self.from.clone()).to(to.into()).subject(mail.subject.clone()).message_id(Some(id)).header(ContentType::TEXT_PLAIN);
        message.body(format!("{}\n\n{}{}\n", mail.body, self.site, mail.path)).context("the mail cannot be written")
    }
}

const SILENT: &str = "it did not answer in time";

/// What went wrong, without a word of what was said: servers repeat addresses, and a reason is kept longer than an address may be.
fn kind_of(error: &smtp::Error) -> String {
    if let Some(code) = error.status() {
        return code.to_string();
    }
    let kind = successors(error.source(), |cause: &&(dyn std::error::Error + 'static)| (*cause).source()).find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    if error.is_timeout() {
        SILENT.to_owned()
    } else if error.is_tls() || kind == Some(io::ErrorKind::InvalidData) {
        "what it sent cannot be read, or its certificate is not believed".to_owned()
    } else if error.is_response() {
        "what it said is nothing that a mail server says".to_owned()
    } else if error.is_client() {
        "it wants something that we do not have, or lacks something that we want: a way to sign in, encryption, letters beyond ASCII".to_owned()
    } else if error.is_transport_shutdown() {
        "the way to it has been closed".to_owned()
    } else {
        kind.map_or_else(|| "it could not be reached".to_owned(), |kind| format!("it could not be reached, or broke off: {kind}"))
    }
}

/// Whether a text is an address that mail can be sent to.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok()
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;
    use uuid::Uuid;

    use super::*;

    /// Why a mail is not taken by a server that greets so; by none at all without a greeting.
    async fn reason(scheme: &str, greeting: Option<&'static str>) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let smtp_url = Some(format!("{scheme}://127.0.0.1:{}", listener.local_addr().unwrap().port()));
        if let Some(greeting) = greeting {
            tokio::spawn(async move {
                let (mut connection, _) = listener.accept().await.unwrap();
                connection.write_all(greeting.as_bytes()).await.unwrap();
                std::future::pending::<()>().await;
            });
        } else {
            drop(listener);
        }
        let config = MailConfig { smtp_url, from: "CraftBean <hello@craftbean.example>".to_owned() };
        let mut mailer = Mailer::new(&config, "https://craftbean.example").unwrap();
        mailer.deadline = Duration::from_millis(500);
        let text = |text: &str| text.to_owned();
        let mail = MailRow { id: Uuid::nil(), address: text("mikko@example.org"), subject: text("A"), body: text("B"), path: text("/") };
        mailer.send(&mail).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn a_failure_says_what_kind_it_is_and_nothing_that_the_server_said() {
        for (scheme, greeting, kind) in [
            ("smtp", None, "could not be reached"),
            ("smtp", Some(""), "did not answer in time"),
            ("smtp", Some("HTTP/1.1 400 mikko@example.org\r\n"), "nothing that a mail server says"),
            ("smtp", Some("550 mikko@example.org is unwelcome\r\n"), "550"),
            ("smtps", Some("220 welcome, mikko@example.org\r\n"), "cannot be read"),
        ] {
            let reason = reason(scheme, greeting).await;
            assert!(reason.contains(kind) && !reason.contains("mikko"), "{scheme} {greeting:?}: {reason}");
        }
    }
}
