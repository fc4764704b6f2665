//! The way to the mail server.

use std::time::Duration;

use anyhow::{Context, bail};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::queries::MailRow;
use crate::config::MailConfig;

/// How long a mail server may take.
const DEADLINE: Duration = Duration::from_secs(15);

/// Sends mails, or says why it cannot.
#[derive(Debug)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
    /// The site's own address, without a slash at its end.
    site: String,
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
        })
    }

    /// Hands one mail to the server.
    ///
    /// # Errors
    /// When there is none, or it does not take it.
    pub async fn send(&self, mail: &MailRow) -> anyhow::Result<()> {
        let message = self.compose(mail)?;
        match &self.way {
            // Servers repeat addresses in what they say; a reason is kept longer than an address may be.
            Way::Smtp(server) => server.send(message).await.map(|_answer| ()).map_err(|error| match error.status() {
                Some(code) => anyhow::anyhow!("the mail server did not take it: {code}"),
                None => anyhow::anyhow!("the mail server did not take it: it could not be reached, or did not answer in time"),
            }),
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

/// Whether a text is an address that mail can be sent to.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok()
}
