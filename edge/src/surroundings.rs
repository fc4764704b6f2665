//! What one request has round it: the deployment's bindings, the regions, where the visitor is, and a way to go on behind the answer.

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::Reflect;
use shared::asset_manifest::AssetManifest;
use shared::geo::Position;
use shared::log_position::LogPosition;
use web_sys::Request;
use worker::{Context, Env};

use crate::bindings::{self, Switches};
use crate::configuration;
use crate::upstream::regions::Regions;

/// Cheap to clone. Bindings are looked up where they are used, so that a hit pays for none of them.
#[derive(Clone, Debug)]
pub struct Surroundings {
    pub env: Env,
    context: Rc<Context>,
    /// Read again only when an origin is to be asked.
    request: Rc<Request>,
    position: Rc<OnceCell<Option<Position>>>,
    pub regions: Rc<Regions>,
    pub assets: Rc<AssetManifest>,
    pub switches: Switches,
    /// The site's own address.
    pub site: Rc<str>,
    /// Address of a map style on this site.
    pub map_style: Option<Rc<str>>,
    /// The raise of tags that this visitor has caused or seen; nothing older is for them.
    pub seen_sequence: u64,
    /// How far this visitor has come; no answer that is asked for on their behalf may reach less far.
    pub seen_position: Option<LogPosition>,
}

impl Surroundings {
    pub fn read(env: &Env, context: Context, request: Rc<Request>) -> Self {
        Self {
            env: env.clone(),
            context: Rc::new(context),
            request,
            position: Rc::default(),
            regions: configuration::regions(env),
            assets: bindings::assets(),
            switches: bindings::switches(env),
            site: bindings::site_url(env),
            map_style: bindings::map_style_url(env),
            seen_sequence: 0,
            seen_position: None,
        }
    }

    /// Where Cloudflare believes the visitor to be. The numbers come as text, and neither has to be there.
    pub fn position(&self) -> Option<Position> {
        *self.position.get_or_init(|| {
            let cf = Reflect::get(&self.request, &"cf".into()).ok()?;
            let number = |name: &str| {
                let value = Reflect::get(&cf, &name.into()).ok()?;
                value.as_f64().or_else(|| value.as_string()?.parse().ok())
            };
            Position::new(number("latitude")?, number("longitude")?)
        })
    }

    /// Goes on after the answer was given.
    pub fn wait_until(&self, future: impl Future<Output = ()> + 'static) {
        self.context.wait_until(future);
    }
}
