//! Vector tiles: the layers of the map, from one Dataset, as a pure function of a tile's address.
//! Tiles speak the Mapbox Vector Tile specification 2.1; nothing here knows of HTTP.

mod clip;
mod encode;
mod feature;
mod index;
mod join;
mod layer;
mod road;
mod tile_id;

pub use index::{MAX_DETAIL_ZOOM, TILE_REVISION, TileIndex};
pub use layer::{TileField, TileLayer, TileLayers, UnknownTileLayer};
pub use tile_id::{MAX_ZOOM, TileId, TileIdError};
