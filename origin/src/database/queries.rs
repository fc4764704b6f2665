//! SQL of transactions themselves.

use sqlx::PgConnection;

/// From here to its end the transaction may take as long as it needs.
pub async fn lift_time_out(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("SET LOCAL statement_timeout = 0").execute(db).await?;
    Ok(())
}
