//! Where the world comes in: jobs, HTTP, the command line.

pub mod cli;
pub mod http;
pub mod jobs;
pub mod replies;
