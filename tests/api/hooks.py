"""What a description of the API cannot say, for Schemathesis: rules between parameters, moments near now, marks that only we give out.

Only requests that are meant to be right are mended. What is meant to be wrong is sent as it was made.
"""

import base64
import datetime
import hashlib
import hmac
import os
import struct
import urllib.parse

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData

INTERNAL_KEY = os.environ["CRAFTBEAN_INTERNAL_KEY"].encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.method.upper() == "POST":
        # By another visitor each time: one alone may suggest twenty times an hour, and everything after that would be answered 429.
        case.headers["craftbean-client"] = sealed("client", digest(case.id))
    query = case.query
    if case.meta is None or not case.meta.generation.mode.is_positive or not isinstance(query, dict):
        return
    if case.path == "/api/v1/facets":
        # One area, in either of two ways.
        query.pop("city" if "near" in query else "near", None)
        if "near" not in query:
            query.setdefault("city", "fi/helsinki")
    if not query.get("near"):
        query.pop("radius_m", None)
        if query.get("sort") == "distance":
            query.pop("sort")
    if "open_at" in query:
        query.pop("open_now", None)
        query["open_at"] = soon(str(query["open_at"]), "near" in query or "city" in query)
    if "cursor" in query:
        query["cursor"] = cursor(str(query["cursor"]), listed(case.path, query))


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A parameter with an empty value asks for nothing, as the field of a form that was left empty; so does an empty address: neither is wrong."""
    query = urllib.parse.parse_qsl(urllib.parse.urlsplit(response.request.url).query, keep_blank_values=True)
    values = [value for _name, value in query]
    if isinstance(case.body, dict) and isinstance(case.body.get("email"), str):
        values.append(case.body["email"].strip())
    return not (isinstance(failure, AcceptedNegativeData) and "" in values)


def digest(text):
    return hashlib.sha256(str(text).encode()).hexdigest()[:32]


def sealed(kind, text):
    """As `shared::signed_call::seal` writes it."""
    tag = hmac.new(INTERNAL_KEY, f"craftbean-{kind}-1\n{text}".encode(), hashlib.sha256).hexdigest()[:32]
    return f"{text}.{tag}"


def listed(path, query):
    """What a list in its order is called, as `shared::cursor` knows it."""
    name = path.rsplit("/", 1)[-1]
    if name not in ("cafes", "roasters"):
        return name
    return f"{name[:-1]} by {query.get('sort') or ('distance' if query.get('near') else 'best')}"


def cursor(seed, name):
    """A place in a list, as `shared::cursor` writes it: any key at all, small ones and vast ones, with any id."""
    noise = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    keys = [0.0, 1.0, -1.0, 8.25, 20_000.0, -1e12, 1e300, 5e-324, float(noise[0]), 1e6 * noise[1]]
    mark = hashlib.sha256(name.encode()).digest()[:2]
    return base64.urlsafe_b64encode(mark + struct.pack(">d", keys[noise[2] % len(keys)]) + noise[8:24]).decode().rstrip("=")


def soon(seed, has_clocks):
    """A moment of the coming days; where clocks are, now and then what they show."""
    noise = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=int.from_bytes(noise[:4], "big") % (6 * 24 * 60))
    return moment.strftime("%Y-%m-%dT%H:%M" if has_clocks and noise[4] % 2 else "%Y-%m-%dT%H:%M:%SZ")
