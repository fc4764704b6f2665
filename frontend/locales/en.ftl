### The words of the interface, in the syntax of Project Fluent (https://projectfluent.org/fluent/guide/).
###
### For translators: a message is a whole sentence or label; say it as your language would.
### - `{ $name }` is a value that is put in. `{ $count -> … }` chooses a form by a number; use the plural categories of your language.
### - `<link>words</link>` becomes a link or another element round these words. `<name/>` is a place for something that is put in.
###   Every mark must stay and appear once; put it where your language wants it.
### - Names of places and people, and what they say, come from elsewhere and are not translated; texts of brewing methods are in shared/brewing_methods.

## Everywhere

brand-line = Independent cafés, roasters and the people behind them.
skip-to-content = Skip to the content
# Names of a navigation, for those who hear the page.
navigation-site = Site
navigation-about = About
navigation-languages = Languages
navigation-pages = Pages
cafes = Cafés
roasters = Roasters
artisans = Artisans
brewing = Brewing
stories = Stories
cities = Cities
near-me = Near me
search = Search
saved = Saved
suggest-a-cafe = Suggest a café
about = About
sources-and-licences = Sources and licences
programming-interface = API
# Name of the notice below, for those who hear the page.
fiction-label = About this data
fiction-notice = <strong>Demonstration.</strong> What is marked fictional on this page does not exist; we wrote it to show what CraftBean does.
# A small tag beside a place that does not exist.
fictional = Fictional
fictional-attribution = Fictional places, written for this demonstration
show-more = Show more
all-cafes = All cafés
all-cities = All cities
# Between names in a list.
between-names = { ", " }
# A name and the town or country that it is in.
name-in-town = { $name }, { $town }
# The same with elements for both.
place-in-town = <place/>, <town/>
# Words of somebody, in quotation marks.
quotation = “<words/>”
# What has been counted up to a number and no further.
more-than = { $count }+
metres = <number/> m
kilometres = <number/> km

## Days of the week, as they stand in a table and after "opens"

monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
sunday = Sunday

## The first page

home-title = CraftBean: independent coffee, everywhere
home-description = Find independent cafés and roasters, and the people behind them, in cities all over the world.
home-heading = Good coffee, made by people with names.
home-lead = CraftBean is a guide to independent cafés, roasters and the people behind them. Start with a town.
worth-knowing = Worth knowing
by-the-way-it-is-brewed = Choose by brewing method
town-or-city = Town or city
# An example of a town, in the empty field.
town-example = Helsinki
find-coffee = Find coffee

## The button that asks for the position

use-my-position = Use my position
position-unable = This browser cannot tell a position. Type a town instead.
position-asking = Asking your browser for the position…
position-waiting = Still looking. You can type a town meanwhile.
position-refused = No position: it was refused or could not be found. Type a town instead.
offline = You seem to be offline. Try again when the connection is back.

## Near me

near-description = Cafés near you: by your position, rounded to about a kilometre, or by the name of a town.
near-note = Your position is rounded to about a kilometre before it leaves your browser.
near-around = Around you, as far as your network tells
near-around-note = The network knows your region, not your street. Your browser knows better, if you let it.
cafes-near-you = Cafés near you
near-begin = Or begin here
near-which = Which one do you mean?
near-closest-first = Closest first
near-nothing = Nothing within <radius/>
near-nothing-advice = We know of no café there yet. Try a town nearby.
near-unknown = No such town here yet
near-unknown-advice = We know of no café in “<town/>”. Check the spelling, or <cities>choose from all cities</cities>.

## Lists of cafés and their filters

cafes-that-brew = Cafés that brew <method/>
cafes-description = Independent cafés, the best first.
cafes-none = No café matches. <all>Show all cafés</all>
results = Results
best-note = Best first: the mean of all reviews, (2 × coffee + atmosphere + service) ÷ 4, drawn towards 7 as if eight visitors had given it, so that one ten does not beat two hundred nines. Among equals, the better described.
brewed-by = Brewed by
any-method = Any method
# A choice in a list, with how many cafés it leaves.
method-with-count = { $method } ({ $count })
order = Order
best-first = Best first
newest-first = Newest first
by-name = By name
open-now = Open now
# At half past nine in the evening, on most days.
open-late = Open late
more-filters = More filters
what-it-offers = What it offers
only-independent = Independent only
only-chains = Chains only
independent-or-chain = Independent or chain
either = Either
coffee-from = Coffee from
any-roaster = Any roaster
# A day and a time on the clocks of the place.
open-at = Open at (local time)
# How far round a point.
within = Within
prices = Prices
any-price = Any
price-modest = Modest
price-modest-or-usual = Modest or usual
price-usual = Usual
price-dear = Dear
# The button that applies filters.
show = Show

## Practical facts

wifi = Wi-Fi
power = Power sockets
laptop = Laptops welcome
dogs = Dogs welcome
step-free = Step-free
outdoor = Seats outside
plant-milk = Plant milk
takeaway = To take away
cards = Cards
cash = Cash
fact-in-part = { $fact }, in part
fact-not = { $fact }: no

## Opening hours

open-day-and-night = Open day and night
open-until = Open until <time/>
open-until-day = Open until <day/> <time/>
open-closes-in = { $minutes ->
   *[other] Open, closes in { $minutes } min
}
closed-opens = Closed, opens <time/>
closed-opens-day = Closed, opens <day/> <time/>
closed-this-week = Closed this week
hours-unread = As the source has it; we could not read it as hours, so we say nothing about now.
hours-caption = The coming week, local time (<zone/>)
hours-span = <opens/>–<closes/>
hours-span-to-day = <opens/>–<day/> <closes/>

## A place in a list

score-of-ten = <score/> <scale>of 10</scale>
chain = Chain: <name/>

## A café or a roaster

cafe-in-town = Café in <town/>, <country/>
cafe-in-country = Café in <country/>
roaster-in-town = Roaster in <town/>, <country/>
roaster-in-country = Roaster in <country/>
cafe-description = { $name }, café in { $town }: hours, how coffee is brewed there, practical facts and what is near.
roaster-description = { $name }, roaster in { $town }: hours, how coffee is brewed there, practical facts and what is near.
modest-prices = modest prices
usual-prices = usual prices
dear-for-its-city = dear for its city
jump-to-practical = Hours, way there, facts
how-it-began = How it began
how-coffee-is-brewed = How coffee is brewed
on-the-bar-now = On the bar now
what-it-roasts = What it roasts
roasted-by = Roasted by <names/>
served-at = Served at <names/>
the-people = The people
what-visitors-say = What visitors say
stories-from-here = Stories from here
reviews-latest = The latest { $shown } of { $count }.
good-to-know = Good to know
hours = Hours
find-and-ask = Address and contact
directions = Directions
directions-device = This device's map
where-it-is = Where it is
only-town-known = Only the town is known, not the exact place.
provenance = From <source/>, read on <day/>.
record-at-source = The record at its source
doubts = Doubts noted at import: <doubts/>.
something-wrong = Something wrong? <correct>Correct it</correct> or <closed>say that it has closed</closed>.
what-has-changed = What has changed
changed-by-visitor = <day/>: <fields/>, suggested by a visitor
changed-by-editor = <day/>: <fields/>, by an editor

## Doubts that an import notes

doubt-brewing-method-unknown = brewing method unknown
doubt-coordinates-may-be-swapped = coordinates may be swapped
doubt-half-a-position = half a position
doubt-hours-not-understood = hours not understood
doubt-name-all-capitals = name all capitals
doubt-name-all-small-letters = name all small letters
doubt-no-position = no position
doubt-outside-country = outside country
doubt-phone-not-a-number = phone not a number
doubt-postcode-form = postcode form
doubt-time-zone-unknown = time zone unknown
doubt-website-not-a-url = website not a url

## Fields that can change

field-name = name
field-country = country
field-city = city
field-address = address
field-position = position
field-website = website
field-phone = phone
field-opening-hours = opening hours
field-practical = practical facts
field-brewing-methods = brewing methods
field-closed = closed

## Beans

washed = Washed
natural = Natural
honey = Honey
anaerobic = Anaerobic
wet-hulled = Wet-hulled
light-roast = Light roast
medium-roast = Medium roast
dark-roast = Dark roast
altitude-range = { $from }–{ $to } m
on-the-bar-since = on the bar since <day/>

## Reviews

reviews-none = Nobody has written about it yet.
reviews-one = One visitor has written about it; a score is shown from two on.
score-by-visitors = <score/> <scale>of 10, by { $count ->
    [one] { $count } visitor
   *[other] { $count } visitors
}</scale>
score-coffee = Coffee
score-atmosphere = Atmosphere
score-service = Service
review-line = <author/>, visited on <day/> · Coffee <coffee/> · Atmosphere <atmosphere/> · Service <service/>

## People

artisans-description = Baristas, roasters and owners: the people behind cafés and roasters.
artisans-lead = The people who roast, brew and sweep up.
artisans-none = Nobody is known by name yet.
artisan-description = { $name }: { $places }.
# Where somebody works: names of places, and the city of the first.
places-in-city = <places/> (<city/>)
role-since = <role/>, since <year/>
also-at = Also at <places/>
where-to-find-them = Where to find them
written-by-them = Written by them
craft-barista = barista
craft-roaster = roaster
craft-owner = owner
craft-baker = baker
craft-importer = importer

## Ways of brewing

ways-of-brewing = Ways of brewing
brewing-description = What each way of brewing is, how it tastes, how to do it, and cafés that brew so.
how-it-tastes = How it tastes
what-you-need = What you need
recipe-of = A recipe: <name/>
if-it-goes-wrong = If it goes wrong
cafes-that-brew-so = Cafés that brew this way
all-of-them = See all of them
amount-coffee = Coffee
amount-water = Water
amount-water-at = Water at
amount-ratio = Ratio
amount-grind = Grind
amount-time = Time
grams = <number/> g
degrees = <number/> °C
# What the scale shows after a step.
poured-to = to <number/> g
long-time = <hours/> h
grind-extra-fine = Extra fine
grind-fine = Fine
grind-medium-fine = Medium fine
grind-medium = Medium
grind-medium-coarse = Medium coarse
grind-coarse = Coarse
clock-start = Start the clock
clock-stop = Stop the clock
clock-stopped = Stopped.
clock-done = Done.

## Roasters

roasters-description = Independent coffee roasters, the best described first.
roasters-none = No roaster is known yet. <cafes>See the cafés</cafes>
all-roasters = All roasters

## Cities

cities-description = Cities with independent cafés and roasters.
cities-none = No city is known yet.
cafe-count = { $count ->
    [one] { $count } café
   *[other] { $count } cafés
}
roaster-count = { $count ->
    [one] { $count } roaster
   *[other] { $count } roasters
}
coffee-in-title = Coffee in { $city }, { $country }
coffee-in = Coffee in <city/>
# `$counts` is such as "12 cafés, 3 roasters".
city-description = { $counts } in { $city }, with hours, ways of brewing and what is near.
city-no-match = No café here matches. <all>Show all of them</all>
city-empty = Nothing is open here any more. <cities>See other cities</cities>
# What the guide of a larger city begins with, above its whole list.
city-best = The best here
city-newest = New in the guide
open-late-note = Open at half past nine on most evenings of the coming two weeks.
open-late-all = All that are open late

## Maps

map-of = Map of { $country } with { $town } marked
neighbours-of = { $count ->
    [one] { $name } and its nearest neighbour, to scale; north is up
   *[other] { $name } and its { $count } nearest neighbours, to scale; north is up
}
nearest = Nearest, as the crow flies

## Stories

stories-description = Longer reading about coffee, by those who make it and those who drink it.
stories-none = Nobody has told one yet.
all-stories = All stories
story-by = By <author/>, <day/>
in-this-story = In this story: <places/>

## Search

search-for = Search: { $typed }
search-description = Search cafés, roasters, people, beans, brewing methods, cities and stories.
search-button = Search
search-label = Café, roaster, person, bean, city
# An example of a name, in the empty field.
search-example = Slow Ferry
search-found = Found
search-nothing = Nothing found
search-nothing-advice = We know of nothing called “<typed/>”. Try fewer words, or <cities>choose a city</cities>.
search-everything = Search everything
search-read-as = Read as “<read/>” for “<typed/>”.
search-kinds = Kinds
search-all-kinds = Everything
kind-cafe = Café
kind-roaster = Roaster
kind-artisan = Artisan
kind-bean = Bean
kind-brewing-method = Brewing method
kind-city = City
kind-story = Story
kinds-bean = Beans
kinds-brewing-method = Brewing methods

## Saved places

save = Save
# What the same button says once the place is saved.
save-done = Saved
save-unable = This browser keeps no data
saved-description = Cafés and roasters you saved in this browser.
saved-none = Nothing saved yet. Open a place you like and press Save; it stays in this browser and goes nowhere else.
saved-needs-script = Saving needs script, because what you save stays in your browser.
# Beside each saved place; takes it off the list.
saved-remove = Remove

## Suggestions

correct-title = Correct <name/>
closed-title = Has <name/> closed?
suggest-description = Help to keep the guide true.
suggest-lead = A person looks at what you send before anything changes. You get an address where you can see what became of it.
suggest-send = Suggest it
correct-send = Send the correction
closed-send = Yes, it has closed
not-sent-yet = <strong>Not sent yet.</strong> <problem/> What you typed is still here.
note-label = How do you know?
email-label = Where shall we tell you what became of it?
email-note = The address is forgotten as soon as we have told you.
closed-consequence = <name/> would leave the guide once somebody has checked it.
label-name = Name
label-city = City
label-country = Country
choose-one = Choose one
label-address = Street and number
label-website = Website, beginning with https://
label-phone = Phone
label-opening-hours = Opening hours, such as Mo-Fr 08:00-18:00; Sa 09:00-16:00
field-optional = optional
fault-required = At least one letter or digit is needed here.
fault-text = { $most } characters at most, and no control characters.
fault-website = A website begins with https:// or http:// and has no spaces.
fault-email = One address such as name@example.org, and nothing else.
fault-country = Choose a country.
fault-brewing-methods = One of the ways of brewing is not known to us.
fault-change = Nothing was changed; change at least one field.
how-it-brews = How it brews
offered-unknown = Not known
offered-yes = Yes
offered-in-part = In part
offered-no = No

## What became of a suggestion

suggestion-title = Your suggestion
suggestion-pending = Thank you
suggestion-pending-sentence = It waits for somebody to look at it, which takes a few days. Keep this address: it will say what became of it.
suggestion-accepted = Accepted
suggestion-accepted-sentence = It is in the guide now. Thank you.
suggestion-declined = Not taken
suggestion-declined-sentence = Somebody has looked at it and left the guide as it was.
sent-on = Sent on <day/>.
to-the-cafe = To the café
to-the-cafes = To the cafés
to-the-roaster = To the roaster

## When something is not there or cannot be done

not-found = Nothing here
not-found-sentence = This address leads nowhere. It may be misspelt, or the place was never in the guide.
gone = Closed for good
gone-sentence = The place that was here has closed for good, and its page with it.
find-another = Find another
bad-request = That address is not quite right
show-all-cafes = Show all cafés
unavailable = The kettle is still heating
unavailable-sentence = We cannot fetch this page just now. Nothing is lost: wait a few seconds and load it again.
try-again = Try again
quote-trace = If it stays like this, quote <trace/>.
problem-unreadable = The address or the form could not be read. Go back and try again.
problem-forbidden = Another site's page may not write here.
problem-too-large = The form is too large, or did not arrive whole.
problem-address-too-long = This address is longer than any of ours.
problem-no-form = This address takes forms.
problem-under-way = The same form is being taken just now. Wait a moment, then send it again: twice does no harm.
problem-unavailable = It could not be sent just now. Send it again in a few seconds: twice does no harm.
problem-too-many = Too much has come from your connection in the last hour.
problem-not-taken = It cannot be taken as it is.

## About

about-description = What CraftBean is, what it knows, and what it does not do.
about-title = About CraftBean
about-lead = A guide to independent cafés, roasters and the people behind them, everywhere at once.
about-knows = What it knows
about-knows-text = Facts from open directories: where a place is, when it is open, how coffee is brewed there, and what it is like to sit in. Every profile names its source, its licence and the day it was read. What is not known is left out, never guessed.
about-does-not = What it does not do
about-does-not-text = It follows nobody. It sets one cookie, for a minute, when you have sent us something, so that you are shown nothing older. The places you save stay in your browser. Your position, if you give it, is rounded to about a kilometre before it is sent, and is not kept.
about-sources = Where it comes from
about-sources-text = <sources>Sources and licences</sources> lists everyone whose work is shown here.

## Sources and licences

attribution-description = Where CraftBean's facts come from and under which licences.
attribution-lead = Each source is kept apart from the others and shown under its own licence.
place-count = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
maps-and-letters = Maps and letters
maps-and-letters-text = Outlines of countries: Natural Earth, public domain. Borders used to check positions: © OpenStreetMap contributors, ODbL 1.0. Titles are set in Young Serif, SIL Open Font License 1.1.

## Suggestions while one types, without a network, and maps

search-suggestions = Suggestions:
offline-notice = The network or the site does not answer just now. This is the page as you last saw it.
offline-title = You are offline
offline-sentence = This page is not kept in this browser. What you have saved, and the pages you saw last, can be read without a network.
offline-read-saved = Read what you saved
map-show = Show the map
map-loading = Drawing the map…
map-failed = The map cannot be drawn here. The list has everything that is on it.
map-title = Map of these cafés
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-credits = Show or hide whose map it is
map-many = Places here, zoom in:
map-land = Outlines: Natural Earth
# Leads from the filters down to the map, where it is below the list.
map-jump = To the map
map-search-here = Search this area
