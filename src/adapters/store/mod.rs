//! Where records are kept: one port, and the stores behind it.
//! A store keeps rows and says which of them are published; what rows mean is decided elsewhere.

mod error;
mod port;
mod sqlite;
mod url;

pub use error::StoreError;
pub use port::{NewPublication, Publication, PublicationId, PublishedLayer, RevisionId, Store, StoreOptions};
pub use url::{StoreUrl, StoreUrlError};
