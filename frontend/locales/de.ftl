### Deutsch. Die Hinweise für alle, die übersetzen, stehen in en.ftl.

## Everywhere

brand-line = Unabhängige Cafés, Röstereien und die Menschen dahinter.
skip-to-content = Zum Inhalt springen
navigation-site = Seiten
navigation-about = Über uns
navigation-languages = Sprachen
navigation-pages = Weitere Seiten
cafes = Cafés
roasters = Röstereien
artisans = Menschen
brewing = Zubereitung
stories = Geschichten
cities = Städte
near-me = In der Nähe
search = Suche
saved = Gemerkt
suggest-a-cafe = Ein Café vorschlagen
about = Über uns
sources-and-licences = Quellen und Lizenzen
programming-interface = API
fiction-label = Zu diesen Daten
fiction-notice = <strong>Vorführung.</strong> Was auf dieser Seite als erfunden gekennzeichnet ist, gibt es nicht; wir haben es geschrieben, um zu zeigen, was CraftBean kann.
fictional = Erfunden
fictional-attribution = Erfundene Orte, für diese Vorführung geschrieben
show-more = Mehr anzeigen
all-cafes = Alle Cafés
all-cities = Alle Städte
between-names = { ", " }
name-in-town = { $name }, { $town }
place-in-town = <place/>, <town/>
quotation = „<words/>“
more-than = über { $count }
metres = <number/> m
kilometres = <number/> km

## Days of the week, as they stand in a table and after "opens"

monday = Montag
tuesday = Dienstag
wednesday = Mittwoch
thursday = Donnerstag
friday = Freitag
saturday = Samstag
sunday = Sonntag

## The first page

home-title = CraftBean: unabhängiger Kaffee, überall
home-description = Finde unabhängige Cafés und Röstereien und die Menschen dahinter, in Städten auf der ganzen Welt.
home-heading = Guter Kaffee von Menschen mit Namen.
home-lead = CraftBean ist ein Führer zu unabhängigen Cafés, Röstereien und den Menschen dahinter. Beginne mit einem Ort.
worth-knowing = Gut zu kennen
by-the-way-it-is-brewed = Nach Art der Zubereitung
town-or-city = Ort oder Stadt
town-example = Helsinki
find-coffee = Kaffee finden

## The button that asks for the position

use-my-position = Meinen Standort nutzen
position-unable = Dieser Browser kann keinen Standort nennen. Gib stattdessen einen Ort ein.
position-asking = Dein Browser wird nach dem Standort gefragt …
position-waiting = Die Suche läuft noch. Du kannst inzwischen einen Ort eingeben.
position-refused = Kein Standort: Er wurde verweigert oder war nicht zu finden. Gib stattdessen einen Ort ein.
offline = Du scheinst offline zu sein. Versuche es noch einmal, wenn die Verbindung wieder da ist.

## Near me

near-description = Cafés in deiner Nähe: nach deinem Standort, auf etwa einen Kilometer gerundet, oder nach dem Namen eines Ortes.
near-note = Dein Standort wird auf etwa einen Kilometer gerundet, bevor er deinen Browser verlässt.
near-around = In deiner Gegend, soweit das Netz sie kennt
near-around-note = Das Netz kennt deine Gegend, nicht deine Straße. Dein Browser weiß mehr, wenn du ihn lässt.
cafes-near-you = Cafés in deiner Nähe
near-begin = Oder beginne hier
near-which = Welchen Ort meinst du?
near-closest-first = Die nächsten zuerst
near-nothing = Nichts im Umkreis von <radius/>
near-nothing-advice = Wir kennen dort noch kein Café. Versuche es mit einem Ort in der Nähe.
near-unknown = Diesen Ort kennen wir noch nicht
near-unknown-advice = Wir kennen kein Café in „<town/>“. Prüfe die Schreibweise oder <cities>wähle aus allen Städten</cities>.

## Lists of cafés and their filters

cafes-that-brew = Cafés mit <method/>
cafes-description = Unabhängige Cafés, die besten zuerst.
cafes-none = Kein Café passt. <all>Alle Cafés anzeigen</all>
results = Ergebnisse
best-note = Die besten zuerst: der Mittelwert aller Bewertungen, (2 × Kaffee + Atmosphäre + Service) ÷ 4, zur 7 hingezogen, als hätten acht Gäste sie vergeben, damit eine einzelne Zehn nicht zweihundert Neunen schlägt. Bei Gleichstand zuerst, was besser beschrieben ist.
brewed-by = Zubereitung
any-method = Jede Art
method-with-count = { $method } ({ $count })
order = Reihenfolge
best-first = Die besten zuerst
newest-first = Die neuesten zuerst
by-name = Nach Namen
open-now = Jetzt geöffnet
open-late = Spät geöffnet
more-filters = Weitere Filter
what-it-offers = Was es dort gibt
only-independent = Nur unabhängige
only-chains = Nur Ketten
independent-or-chain = Unabhängig oder Kette
either = Egal
coffee-from = Kaffee von
any-roaster = Jede Rösterei
# A day and a time on the clocks of the place.
open-at = Geöffnet um (Ortszeit)
# How far round a point.
within = Im Umkreis von
prices = Preise
any-price = Alle
price-modest = Günstig
price-modest-or-usual = Günstig oder üblich
price-usual = Üblich
price-dear = Gehoben
show = Anzeigen

## Practical facts

wifi = WLAN
power = Steckdosen
laptop = Laptops willkommen
dogs = Hunde willkommen
step-free = Stufenlos
outdoor = Plätze draußen
plant-milk = Pflanzenmilch
takeaway = Zum Mitnehmen
cards = Kartenzahlung
cash = Barzahlung
fact-in-part = { $fact }, teilweise
fact-not = { $fact }: nein

## Opening hours

open-day-and-night = Tag und Nacht geöffnet
open-until = Geöffnet bis <time/>
open-until-day = Geöffnet bis <day/> <time/>
open-closes-in = { $minutes ->
   *[other] Geöffnet, schließt in { $minutes } Min.
}
closed-opens = Geschlossen, öffnet <time/>
closed-opens-day = Geschlossen, öffnet <day/> <time/>
closed-this-week = Diese Woche geschlossen
hours-unread = So steht es in der Quelle; als Öffnungszeiten konnten wir es nicht lesen, deshalb sagen wir nichts darüber, ob gerade geöffnet ist.
hours-caption = Die kommende Woche, Ortszeit (<zone/>)
hours-span = <opens/>–<closes/>
hours-span-to-day = <opens/>–<day/> <closes/>

## A place in a list

score-of-ten = <score/> <scale>von 10</scale>
chain = Kette: <name/>

## A café or a roaster

cafe-in-town = Café in <town/>, <country/>
cafe-in-country = Café, <country/>
roaster-in-town = Rösterei in <town/>, <country/>
roaster-in-country = Rösterei, <country/>
cafe-description = { $name }, Café in { $town }: Öffnungszeiten, wie dort Kaffee zubereitet wird, Praktisches und was in der Nähe ist.
roaster-description = { $name }, Rösterei in { $town }: Öffnungszeiten, wie dort Kaffee zubereitet wird, Praktisches und was in der Nähe ist.
modest-prices = günstige Preise
usual-prices = übliche Preise
dear-for-its-city = teuer für diese Stadt
jump-to-practical = Öffnungszeiten, Weg, Praktisches
how-it-began = Wie es begann
how-coffee-is-brewed = Wie Kaffee zubereitet wird
on-the-bar-now = Gerade an der Bar
what-it-roasts = Was hier geröstet wird
roasted-by = Geröstet von <names/>
served-at = Zu trinken bei <names/>
the-people = Die Menschen
what-visitors-say = Was Gäste sagen
stories-from-here = Geschichten von hier
reviews-latest = Die letzten { $shown } von { $count }.
good-to-know = Gut zu wissen
hours = Öffnungszeiten
find-and-ask = Adresse und Kontakt
directions = Wegbeschreibung
directions-device = Karte dieses Geräts
where-it-is = Wo es ist
only-town-known = Nur der Ort ist bekannt, nicht die genaue Stelle.
provenance = Quelle: <source/>, gelesen am <day/>.
record-at-source = Der Eintrag bei der Quelle
doubts = Beim Einlesen vermerkte Zweifel: <doubts/>.
something-wrong = Stimmt etwas nicht? <correct>Berichtige es</correct> oder <closed>melde, dass der Betrieb geschlossen hat</closed>.
what-has-changed = Was sich geändert hat
changed-by-visitor = <day/>: <fields/>, auf Vorschlag eines Gastes
changed-by-editor = <day/>: <fields/>, durch die Redaktion

## Doubts that an import notes

doubt-brewing-method-unknown = Zubereitung unbekannt
doubt-coordinates-may-be-swapped = Koordinaten vielleicht vertauscht
doubt-half-a-position = unvollständiger Standort
doubt-hours-not-understood = Öffnungszeiten nicht verstanden
doubt-name-all-capitals = Name nur in Großbuchstaben
doubt-name-all-small-letters = Name nur in Kleinbuchstaben
doubt-no-position = kein Standort
doubt-outside-country = außerhalb des Landes
doubt-phone-not-a-number = Telefonnummer ungültig
doubt-postcode-form = Form der Postleitzahl
doubt-time-zone-unknown = Zeitzone unbekannt
doubt-website-not-a-url = Webadresse ungültig

## Fields that can change

field-name = Name
field-country = Land
field-city = Stadt
field-address = Adresse
field-position = Standort
field-website = Website
field-phone = Telefon
field-opening-hours = Öffnungszeiten
field-practical = Praktisches
field-brewing-methods = Zubereitung
field-closed = Schließung

## Beans

washed = Gewaschen
natural = Natural
honey = Honey
anaerobic = Anaerob
wet-hulled = Nass geschält
light-roast = Helle Röstung
medium-roast = Mittlere Röstung
dark-roast = Dunkle Röstung
altitude-range = { $from }–{ $to } m
on-the-bar-since = an der Bar seit <day/>

## Reviews

reviews-none = Noch hat niemand darüber geschrieben.
reviews-one = Ein Gast hat darüber geschrieben; eine Bewertung wird ab zweien gezeigt.
score-by-visitors = <score/> <scale>von 10, nach { $count ->
    [one] { $count } Gast
   *[other] { $count } Gästen
}</scale>
score-coffee = Kaffee
score-atmosphere = Atmosphäre
score-service = Service
review-line = <author/>, Besuch am <day/> · Kaffee <coffee/> · Atmosphäre <atmosphere/> · Service <service/>

## People

artisans-description = Baristas, Röster und Inhaberinnen: die Menschen hinter Cafés und Röstereien.
artisans-lead = Die Menschen, die rösten, brühen und ausfegen.
artisans-none = Noch kennen wir niemanden mit Namen.
artisan-description = { $name }: { $places }.
places-in-city = <places/> (<city/>)
role-since = <role/>, seit <year/>
also-at = Auch bei <places/>
where-to-find-them = Wo sie anzutreffen sind
written-by-them = Was sie geschrieben haben
craft-barista = Bar
craft-roaster = Rösten
craft-owner = Inhaberschaft
craft-baker = Backen
craft-importer = Import

## Ways of brewing

ways-of-brewing = Arten der Zubereitung
brewing-description = Was jede Art der Zubereitung ist, wie sie schmeckt, wie sie geht und welche Cafés so brühen.
how-it-tastes = Wie es schmeckt
what-you-need = Was du brauchst
recipe-of = Ein Rezept: <name/>
if-it-goes-wrong = Wenn es misslingt
cafes-that-brew-so = Cafés, die so brühen
all-of-them = Alle
amount-coffee = Kaffee
amount-water = Wasser
amount-water-at = Wasser mit
amount-ratio = Verhältnis
amount-grind = Mahlgrad
amount-time = Zeit
grams = <number/> g
degrees = <number/> °C
poured-to = bis <number/> g
long-time = <hours/> Std.
grind-extra-fine = Sehr fein
grind-fine = Fein
grind-medium-fine = Mittelfein
grind-medium = Mittel
grind-medium-coarse = Mittelgrob
grind-coarse = Grob
clock-start = Uhr starten
clock-stop = Uhr anhalten
clock-stopped = Angehalten.
clock-done = Fertig.

## Roasters

roasters-description = Unabhängige Kaffeeröstereien, die am besten beschriebenen zuerst.
roasters-none = Noch kennen wir keine Rösterei. <cafes>Zu den Cafés</cafes>
all-roasters = Alle Röstereien

## Cities

cities-description = Städte mit unabhängigen Cafés und Röstereien.
cities-none = Noch kennen wir keine Stadt.
cafe-count = { $count ->
    [one] { $count } Café
   *[other] { $count } Cafés
}
roaster-count = { $count ->
    [one] { $count } Rösterei
   *[other] { $count } Röstereien
}
coffee-in-title = Kaffee in { $city }, { $country }
coffee-in = Kaffee in <city/>
city-description = { $counts } in { $city }, mit Öffnungszeiten, Zubereitung und dem, was in der Nähe ist.
city-no-match = Hier passt kein Café. <all>Alle anzeigen</all>
city-empty = Hier ist nichts mehr geöffnet. <cities>Andere Städte ansehen</cities>
city-best = Die besten der Stadt
city-newest = Neu im Führer
open-late-note = An den meisten Abenden der kommenden zwei Wochen um halb zehn geöffnet.
open-late-all = Alle, die spät geöffnet sind

## Maps

map-of = Karte: { $country }, markiert ist { $town }
neighbours-of = { $count ->
    [one] { $name } und der nächste Nachbar, maßstäblich; Norden ist oben
   *[other] { $name } und die { $count } nächsten Nachbarn, maßstäblich; Norden ist oben
}
nearest = Am nächsten, Luftlinie

## Stories

stories-description = Längeres zum Lesen über Kaffee, von denen, die ihn machen, und denen, die ihn trinken.
stories-none = Noch hat niemand eine erzählt.
all-stories = Alle Geschichten
story-by = Von <author/>, <day/>
in-this-story = In dieser Geschichte: <places/>

## Search

search-for = Suche: { $typed }
search-description = Suche nach Cafés, Röstereien, Menschen, Bohnen, Zubereitungsarten, Städten und Geschichten.
search-button = Suchen
search-label = Café, Rösterei, Person, Bohne, Stadt
search-example = Slow Ferry
search-found = Gefunden
search-nothing = Nichts gefunden
search-nothing-advice = Wir kennen nichts mit dem Namen „<typed/>“. Versuche es mit weniger Wörtern oder <cities>wähle eine Stadt</cities>.
search-everything = Alles durchsuchen
search-read-as = „<typed/>“ als „<read/>“ gelesen.
search-kinds = Arten
search-all-kinds = Alles
kind-cafe = Café
kind-roaster = Rösterei
kind-artisan = Person
kind-bean = Bohne
kind-brewing-method = Zubereitungsart
kind-city = Stadt
kind-story = Geschichte
kinds-bean = Bohnen
kinds-brewing-method = Zubereitungsarten

## Saved places

save = Merken
save-done = Gemerkt
save-unable = Dieser Browser speichert nichts
saved-description = Cafés und Röstereien, die du dir in diesem Browser gemerkt hast.
saved-none = Noch nichts gemerkt. Öffne einen Ort, der dir gefällt, und drücke auf Merken; er bleibt in diesem Browser und geht nirgendwo anders hin.
saved-needs-script = Zum Merken braucht es JavaScript, denn was du dir merkst, bleibt in deinem Browser.
saved-remove = Entfernen

## Suggestions

correct-title = <name/> berichtigen
closed-title = Hat <name/> geschlossen?
suggest-description = Hilf mit, dass der Führer stimmt.
suggest-lead = Ein Mensch sieht sich an, was du schickst, bevor sich etwas ändert. Du bekommst eine Adresse, unter der du siehst, was daraus geworden ist.
suggest-send = Vorschlagen
correct-send = Berichtigung senden
closed-send = Ja, der Betrieb hat geschlossen
not-sent-yet = <strong>Noch nicht gesendet.</strong> <problem/> Was du eingegeben hast, ist noch da.
note-label = Woher weißt du das?
email-label = Wohin sollen wir dir schreiben, was daraus geworden ist?
email-note = Die Adresse wird vergessen, sobald wir es dir geschrieben haben.
closed-consequence = <name/> fällt aus dem Führer, sobald es jemand geprüft hat.
label-name = Name
label-city = Stadt
label-country = Land
choose-one = Bitte wählen
label-address = Straße und Hausnummer
label-website = Website, beginnend mit https://
label-phone = Telefon
label-opening-hours = Öffnungszeiten, zum Beispiel Mo-Fr 08:00-18:00; Sa 09:00-16:00
field-optional = freiwillig
fault-required = Hier braucht es mindestens einen Buchstaben oder eine Ziffer.
fault-text = Höchstens { $most } Zeichen und keine Steuerzeichen.
fault-website = Eine Website beginnt mit https:// oder http:// und hat keine Leerzeichen.
fault-email = Eine einzige Adresse wie name@example.org, sonst nichts.
fault-country = Wähle ein Land.
fault-brewing-methods = Eine der Zubereitungen kennen wir nicht.
fault-change = Es wurde nichts geändert; ändere mindestens ein Feld.
how-it-brews = Wie Kaffee zubereitet wird
offered-unknown = Unbekannt
offered-yes = Ja
offered-in-part = Teilweise
offered-no = Nein

## What became of a suggestion

suggestion-title = Dein Vorschlag
suggestion-pending = Danke
suggestion-pending-sentence = Dein Vorschlag wartet darauf, dass ihn jemand ansieht; das dauert ein paar Tage. Behalte diese Adresse: Hier wird stehen, was daraus geworden ist.
suggestion-accepted = Angenommen
suggestion-accepted-sentence = Es steht jetzt im Führer. Danke.
suggestion-declined = Nicht übernommen
suggestion-declined-sentence = Jemand hat es sich angesehen und den Führer so gelassen, wie er war.
sent-on = Gesendet am <day/>.
to-the-cafe = Zum Café
to-the-cafes = Zu den Cafés
to-the-roaster = Zur Rösterei

## When something is not there or cannot be done

not-found = Hier ist nichts
not-found-sentence = Diese Adresse führt nirgendwohin. Vielleicht ist sie falsch geschrieben, oder der Ort war nie im Führer.
gone = Für immer geschlossen
gone-sentence = Der Ort, der hier stand, hat für immer geschlossen, und seine Seite mit ihm.
find-another = Einen anderen finden
bad-request = Diese Adresse stimmt nicht ganz
show-all-cafes = Alle Cafés anzeigen
unavailable = Das Wasser kocht noch nicht
unavailable-sentence = Wir können diese Seite gerade nicht holen. Nichts ist verloren: Warte ein paar Sekunden und lade sie noch einmal.
try-again = Noch einmal versuchen
quote-trace = Wenn es so bleibt, nenne uns <trace/>.
problem-unreadable = Die Adresse oder das Formular war nicht zu lesen. Geh zurück und versuche es noch einmal.
problem-forbidden = Die Seite einer anderen Website darf hier nicht schreiben.
problem-too-large = Das Formular ist zu groß oder nicht ganz angekommen.
problem-address-too-long = Diese Adresse ist länger als jede von unseren.
problem-no-form = Diese Adresse nimmt Formulare an.
problem-under-way = Dasselbe Formular wird gerade angenommen. Warte einen Moment und sende es noch einmal: Doppelt schadet nicht.
problem-unavailable = Es ließ sich gerade nicht senden. Sende es in ein paar Sekunden noch einmal: Doppelt schadet nicht.
problem-too-many = Von deinem Anschluss kam in der letzten Stunde zu viel.
problem-not-taken = So, wie es ist, kann es nicht angenommen werden.

## About

about-description = Was CraftBean ist, was es weiß und was es nicht tut.
about-title = Über CraftBean
about-lead = Ein Führer zu unabhängigen Cafés, Röstereien und den Menschen dahinter, überall zugleich.
about-knows = Was es weiß
about-knows-text = Angaben aus offenen Verzeichnissen: wo ein Ort ist, wann er geöffnet hat, wie dort Kaffee zubereitet wird und wie es sich dort sitzt. Jede Seite nennt ihre Quelle, deren Lizenz und den Tag, an dem sie gelesen wurde. Was nicht bekannt ist, bleibt weg und wird nie geraten.
about-does-not = Was es nicht tut
about-does-not-text = Es folgt niemandem. Es setzt ein einziges Cookie, für eine Minute, wenn du uns etwas geschickt hast, damit dir nichts Älteres gezeigt wird. Die Orte, die du dir merkst, bleiben in deinem Browser. Dein Standort wird, wenn du ihn angibst, vor dem Senden auf etwa einen Kilometer gerundet und nicht aufbewahrt.
about-sources = Woher es kommt
about-sources-text = <sources>Quellen und Lizenzen</sources> nennt alle, deren Arbeit hier gezeigt wird.

## Sources and licences

attribution-description = Woher die Angaben auf CraftBean stammen und unter welchen Lizenzen.
attribution-lead = Jede Quelle wird getrennt von den anderen gehalten und unter ihrer eigenen Lizenz gezeigt.
place-count = { $count ->
    [one] { $count } Ort
   *[other] { $count } Orte
}
maps-and-letters = Karten und Schrift
maps-and-letters-text = Umrisse der Länder: Natural Earth, gemeinfrei. Grenzen zum Prüfen von Standorten: © OpenStreetMap-Mitwirkende, ODbL 1.0. Titel sind in Young Serif gesetzt, SIL Open Font License 1.1.

## Suggestions while one types, without a network, and maps

search-suggestions = Vorschläge:
offline-notice = Gerade antwortet das Netz oder die Website nicht. So hast du diese Seite zuletzt gesehen.
offline-title = Du bist offline
offline-sentence = Diese Seite ist in diesem Browser nicht aufgehoben. Was du dir gemerkt hast und die zuletzt gesehenen Seiten kannst du ohne Netz lesen.
offline-read-saved = Gemerktes lesen
map-show = Karte zeigen
map-loading = Die Karte wird gezeichnet …
map-failed = Die Karte lässt sich hier nicht zeichnen. In der Liste steht alles, was auf ihr ist.
map-title = Karte dieser Cafés
map-zoom-in = Vergrößern
map-zoom-out = Verkleinern
map-credits = Zeigen oder verbergen, von wem die Karte ist
map-many = Orte hier, vergrößern:
map-land = Umrisse: Natural Earth
# Leads from the filters down to the map, where it is below the list.
map-jump = Zur Karte
map-search-here = In diesem Bereich suchen
