// Every kind of page, by a name and an address, and the languages that each speaks.
export const pages = [
  ["home", "/"],
  ["cafes", "/cafes"],
  ["cafe", "/cafes/slow-ferry-helsinki"],
  ["roasters", "/roasters"],
  ["roaster", "/roasters/granite-ash-helsinki"],
  ["cities", "/cities"],
  ["city", "/cities/fi/helsinki"],
  ["near-ask", "/near"],
  ["near", "/near?at=60.17,24.94"],
  ["near-filtered", "/near?at=60.17,24.94&radius_m=20000&wifi=true"],
  ["near-nothing", "/near?at=0,0&radius_m=500"],
  ["search", "/search?q=expresso"],
  ["search-nothing", "/search?q=zzzzzz"],
  ["artisans", "/artisans"],
  ["artisan", "/artisans/aino-vuorisalo"],
  ["brewing", "/brewing"],
  ["method", "/brewing/v60"],
  ["stories", "/stories"],
  ["story", "/stories/forty-buns-and-a-squeak"],
  ["filtered", "/cities/fi/helsinki?wifi=true&sort=name"],
  ["suggest", "/suggest"],
  ["correct", "/cafes/slow-ferry-helsinki/correct"],
  ["closed", "/cafes/slow-ferry-helsinki/closed"],
  ["correct-roaster", "/roasters/granite-ash-helsinki/correct"],
  ["saved", "/saved"],
  ["offline", "/offline"],
  ["about", "/about"],
  ["attribution", "/attribution"],
  ["not-found", "/nothing"],
];

export const languages = [
  ["en", "ltr"],
  ["es", "ltr"],
  ["de", "ltr"],
  ["ja", "ltr"],
  ["ar", "rtl"],
];

/** The address of a page in a language. */
export const inLanguage = (language, path) => (language === "en" ? path : `/${language}${path === "/" ? "" : path}`);
