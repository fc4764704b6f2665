### Español. Las indicaciones para quien traduce están en en.ftl.

## Everywhere

brand-line = Cafeterías y tostadores independientes, y las personas que hay detrás.
skip-to-content = Saltar al contenido
navigation-site = Sitio
navigation-about = Sobre esta guía
navigation-languages = Idiomas
navigation-pages = Páginas
cafes = Cafeterías
roasters = Tostadores
artisans = Artesanos
brewing = Métodos
stories = Historias
cities = Ciudades
near-me = Cerca de mí
search = Buscar
saved = Guardados
suggest-a-cafe = Proponer una cafetería
about = Acerca de
sources-and-licences = Fuentes y licencias
programming-interface = API
fiction-label = Sobre estos datos
fiction-notice = <strong>Demostración.</strong> Lo que esta página marca como ficticio no existe; lo hemos escrito para mostrar lo que hace CraftBean.
fictional = Ficticio
fictional-attribution = Lugares ficticios, escritos para esta demostración
show-more = Mostrar más
all-cafes = Todas las cafeterías
all-cities = Todas las ciudades
between-names = { ", " }
name-in-town = { $name }, { $town }
place-in-town = <place/>, <town/>
quotation = «<words/>»
more-than = Más de { $count }
metres = <number/> m
kilometres = <number/> km

## Days of the week, as they stand in a table and after "opens"

monday = lunes
tuesday = martes
wednesday = miércoles
thursday = jueves
friday = viernes
saturday = sábado
sunday = domingo

## The first page

home-title = CraftBean: café independiente en todo el mundo
home-description = Encuentra cafeterías y tostadores independientes, y a las personas que hay detrás, en ciudades de todo el mundo.
home-heading = Buen café, hecho por personas con nombre.
home-lead = CraftBean es una guía de cafeterías y tostadores independientes y de las personas que hay detrás. Empieza por una ciudad.
worth-knowing = Vale la pena conocerlos
by-the-way-it-is-brewed = Según el método
town-or-city = Pueblo o ciudad
town-example = Helsinki
find-coffee = Buscar café

## The button that asks for the position

use-my-position = Usar mi ubicación
position-unable = Este navegador no puede dar la ubicación. Escribe una ciudad.
position-asking = Preguntando la ubicación a tu navegador…
position-waiting = Seguimos buscando. Mientras tanto puedes escribir una ciudad.
position-refused = No hay ubicación: se rechazó o no se pudo encontrar. Escribe una ciudad.
offline = Parece que no tienes conexión. Inténtalo de nuevo cuando vuelva.

## Near me

near-description = Cafeterías cerca de ti: por tu ubicación, redondeada a un kilómetro aproximadamente, o por el nombre de una ciudad.
near-note = Tu ubicación se redondea a un kilómetro aproximadamente antes de salir de tu navegador.
near-around = A tu alrededor, según tu red
near-around-note = La red conoce tu región, no tu calle. Tu navegador sabe más, si se lo permites.
cafes-near-you = Cafeterías cerca de ti
near-begin = O empieza por aquí
near-which = ¿Cuál de ellas buscas?
near-closest-first = Primero las más cercanas
near-nothing = Nada en <radius/> a la redonda
near-nothing-advice = Aún no conocemos ninguna cafetería allí. Prueba con una ciudad cercana.
near-unknown = Aún no conocemos esa ciudad
near-unknown-advice = No conocemos ninguna cafetería en «<town/>». Comprueba cómo se escribe o <cities>elige entre todas las ciudades</cities>.

## Lists of cafés and their filters

cafes-that-brew = Cafeterías que preparan <method/>
cafes-description = Cafeterías independientes, las mejores primero.
cafes-none = Ninguna cafetería coincide. <all>Mostrar todas las cafeterías</all>
results = Resultados
best-note = Las mejores primero: la media de todas las reseñas, (2 × café + ambiente + servicio) ÷ 4, acercada a 7 como si ocho visitantes hubieran dado esa nota, para que un diez no gane a doscientos nueves. A igualdad, las mejor descritas.
brewed-by = Método
any-method = Cualquier método
method-with-count = { $method } ({ $count })
order = Orden
best-first = Las mejores primero
newest-first = Las más nuevas primero
by-name = Por nombre
open-now = Abierto ahora
open-late = Abierto hasta tarde
more-filters = Más filtros
what-it-offers = Qué ofrece
only-independent = Solo independientes
only-chains = Solo cadenas
independent-or-chain = Independiente o cadena
either = Da igual
coffee-from = Café de
any-roaster = Cualquier tostador
# A day and a time on the clocks of the place.
open-at = Abierto a las (hora local)
# How far round a point.
within = A menos de
prices = Precios
any-price = Cualquiera
price-modest = Económicos
price-modest-or-usual = Económicos o normales
price-usual = Normales
price-dear = Altos
show = Mostrar

## Practical facts

wifi = Wifi
power = Enchufes
laptop = Se puede trabajar con portátil
dogs = Se admiten perros
step-free = Sin escalones
outdoor = Mesas fuera
plant-milk = Leche vegetal
takeaway = Para llevar
cards = Tarjeta
cash = Efectivo
fact-in-part = { $fact }, en parte
fact-not = { $fact }: no

## Opening hours

open-day-and-night = Abierto día y noche
open-until = Abierto hasta las <time/>
open-until-day = Abierto hasta el <day/> a las <time/>
open-closes-in = { $minutes ->
    [one] Abierto, cierra en { $minutes } minuto
   *[other] Abierto, cierra en { $minutes } minutos
}
closed-opens = Cerrado, abre a las <time/>
closed-opens-day = Cerrado, abre el <day/> a las <time/>
closed-this-week = Cerrado esta semana
hours-unread = Tal como lo dice la fuente; no pudimos leerlo como horario, así que no decimos nada sobre este momento.
hours-caption = La próxima semana, hora local (<zone/>)
hours-span = <opens/>–<closes/>
hours-span-to-day = <opens/>–<day/> <closes/>

## A place in a list

score-of-ten = <score/> <scale>de 10</scale>
chain = Cadena: <name/>

## A café or a roaster

cafe-in-town = Cafetería en <town/>, <country/>
cafe-in-country = Cafetería en <country/>
roaster-in-town = Tostador en <town/>, <country/>
roaster-in-country = Tostador en <country/>
cafe-description = { $name }, cafetería en { $town }: horario, cómo se prepara el café, datos prácticos y qué hay cerca.
roaster-description = { $name }, tostador en { $town }: horario, cómo se prepara el café, datos prácticos y qué hay cerca.
modest-prices = precios económicos
usual-prices = precios normales
dear-for-its-city = caro para su ciudad
jump-to-practical = Horario, cómo llegar, datos
how-it-began = Cómo empezó
how-coffee-is-brewed = Cómo se prepara el café
on-the-bar-now = Ahora en la barra
what-it-roasts = Qué tuesta
roasted-by = Tostado por <names/>
served-at = Se sirve en <names/>
the-people = Las personas
what-visitors-say = Lo que dicen los visitantes
stories-from-here = Historias de aquí
reviews-latest = Las últimas { $shown } de { $count }.
good-to-know = Conviene saber
hours = Horario
find-and-ask = Dirección y contacto
directions = Cómo llegar
directions-device = El mapa de este dispositivo
where-it-is = Dónde está
only-town-known = Solo se conoce la localidad, no el lugar exacto.
provenance = Según <source/>, leído el <day/>.
record-at-source = La ficha en la fuente
doubts = Dudas anotadas al importar: <doubts/>.
something-wrong = ¿Hay algún error? <correct>Corrígelo</correct> o <closed>avisa de que ha cerrado</closed>.
what-has-changed = Qué ha cambiado
changed-by-visitor = <day/>: <fields/>, a propuesta de un visitante
changed-by-editor = <day/>: <fields/>, por la redacción

## Doubts that an import notes

doubt-brewing-method-unknown = método desconocido
doubt-coordinates-may-be-swapped = coordenadas quizá intercambiadas
doubt-half-a-position = posición incompleta
doubt-hours-not-understood = horario no entendido
doubt-name-all-capitals = nombre todo en mayúsculas
doubt-name-all-small-letters = nombre todo en minúsculas
doubt-no-position = sin posición
doubt-outside-country = fuera del país
doubt-phone-not-a-number = teléfono no válido
doubt-postcode-form = forma del código postal
doubt-time-zone-unknown = zona horaria desconocida
doubt-website-not-a-url = dirección web no válida

## Fields that can change

field-name = nombre
field-country = país
field-city = ciudad
field-address = dirección
field-position = posición
field-website = sitio web
field-phone = teléfono
field-opening-hours = horario
field-practical = datos prácticos
field-brewing-methods = métodos
field-closed = cierre

## Beans

washed = Lavado
natural = Natural
honey = Honey
anaerobic = Anaeróbico
wet-hulled = Trilla húmeda
light-roast = Tueste claro
medium-roast = Tueste medio
dark-roast = Tueste oscuro
altitude-range = { $from }–{ $to } m
on-the-bar-since = en la barra desde el <day/>

## Reviews

reviews-none = Aún nadie ha escrito sobre este lugar.
reviews-one = Un visitante ha escrito sobre este lugar; la nota se muestra a partir de dos.
score-by-visitors = <score/> <scale>de 10, según { $count ->
    [one] { $count } visitante
   *[other] { $count } visitantes
}</scale>
score-coffee = Café
score-atmosphere = Ambiente
score-service = Servicio
review-line = <author/>, visita del <day/> · Café <coffee/> · Ambiente <atmosphere/> · Servicio <service/>

## People

artisans-description = Baristas, tostadores y dueños: las personas que hay detrás de las cafeterías y los tostadores.
artisans-lead = Quienes tuestan, preparan y barren.
artisans-none = Aún no conocemos a nadie por su nombre.
artisan-description = { $name }: { $places }.
places-in-city = <places/> (<city/>)
role-since = <role/>, desde <year/>
also-at = También en <places/>
where-to-find-them = Dónde encontrarlos
written-by-them = Lo que han escrito
craft-barista = barista
craft-roaster = tueste
craft-owner = dirección
craft-baker = panadería
craft-importer = importación

## Ways of brewing

ways-of-brewing = Métodos de preparación
brewing-description = Qué es cada método, a qué sabe, cómo se hace y qué cafeterías lo preparan.
how-it-tastes = A qué sabe
what-you-need = Qué necesitas
recipe-of = Una receta: <name/>
if-it-goes-wrong = Si sale mal
cafes-that-brew-so = Cafeterías que lo preparan
all-of-them = Todas
amount-coffee = Café
amount-water = Agua
amount-water-at = Agua a
amount-ratio = Proporción
amount-grind = Molienda
amount-time = Tiempo
grams = <number/> g
degrees = <number/> °C
poured-to = hasta <number/> g
long-time = <hours/> h
grind-extra-fine = Extrafina
grind-fine = Fina
grind-medium-fine = Media fina
grind-medium = Media
grind-medium-coarse = Media gruesa
grind-coarse = Gruesa
clock-start = Poner en marcha el reloj
clock-stop = Parar el reloj
clock-stopped = Parado.
clock-done = Listo.

## Roasters

roasters-description = Tostadores de café independientes, los mejor descritos primero.
roasters-none = Aún no conocemos ningún tostador. <cafes>Ver las cafeterías</cafes>
all-roasters = Todos los tostadores

## Cities

cities-description = Ciudades con cafeterías y tostadores independientes.
cities-none = Aún no conocemos ninguna ciudad.
cafe-count = { $count ->
    [one] { $count } cafetería
   *[other] { $count } cafeterías
}
roaster-count = { $count ->
    [one] { $count } tostador
   *[other] { $count } tostadores
}
coffee-in-title = Café en { $city }, { $country }
coffee-in = Café en <city/>
city-description = { $counts } en { $city }, con horarios, métodos de preparación y qué hay cerca.
city-no-match = Ninguna cafetería de aquí coincide. <all>Mostrarlas todas</all>
city-empty = Aquí ya no queda nada abierto. <cities>Ver otras ciudades</cities>
city-best = Las mejores de la ciudad
city-newest = Nuevas en la guía
open-late-note = Abiertas a las nueve y media de la noche la mayoría de los días de las próximas dos semanas.
open-late-all = Todas las que abren hasta tarde

## Maps

map-of = Mapa de { $country } con la ubicación de { $town }
neighbours-of = { $count ->
    [one] { $name } y su vecino más cercano, a escala; el norte está arriba
   *[other] { $name } y sus { $count } vecinos más cercanos, a escala; el norte está arriba
}
nearest = Los más cercanos, en línea recta

## Stories

stories-description = Lecturas más largas sobre café, de quienes lo hacen y de quienes lo beben.
stories-none = Aún nadie ha contado ninguna.
all-stories = Todas las historias
story-by = Por <author/>, <day/>
in-this-story = En esta historia: <places/>

## Search

search-for = Buscar: { $typed }
search-description = Busca cafeterías, tostadores, personas, granos, métodos, ciudades e historias.
search-button = Buscar
search-label = Cafetería, tostador, persona, grano, ciudad
search-example = Slow Ferry
search-found = Encontrado
search-nothing = No hay resultados
search-nothing-advice = No conocemos nada llamado «<typed/>». Prueba con menos palabras o <cities>elige una ciudad</cities>.
search-everything = Buscar en todo
search-read-as = Leído como «<read/>» en lugar de «<typed/>».
search-kinds = Tipos
search-all-kinds = Todo
kind-cafe = Cafetería
kind-roaster = Tostador
kind-artisan = Artesano
kind-bean = Grano
kind-brewing-method = Método
kind-city = Ciudad
kind-story = Historia
kinds-bean = Granos
kinds-brewing-method = Métodos

## Saved places

save = Guardar
save-done = Guardado
save-unable = Este navegador no guarda datos
saved-description = Cafeterías y tostadores que guardaste en este navegador.
saved-none = Aún no has guardado nada. Abre un lugar que te guste y pulsa Guardar; se queda en este navegador y no va a ningún otro sitio.
saved-needs-script = Para guardar hace falta JavaScript, porque lo que guardas se queda en tu navegador.
saved-remove = Quitar

## Suggestions

correct-title = Corregir <name/>
closed-title = ¿Ha cerrado <name/>?
suggest-description = Ayuda a que la guía siga siendo fiel.
suggest-lead = Una persona mira lo que envías antes de que cambie nada. Recibes una dirección donde puedes ver en qué quedó.
suggest-send = Proponerla
correct-send = Enviar la corrección
closed-send = Sí, ha cerrado
not-sent-yet = <strong>Aún no se ha enviado.</strong> <problem/> Lo que escribiste sigue aquí.
note-label = ¿Cómo lo sabes?
email-label = ¿Dónde te contamos en qué quedó?
email-note = Olvidamos la dirección en cuanto te lo hemos contado.
closed-consequence = <name/> dejará la guía cuando alguien lo haya comprobado.
label-name = Nombre
label-city = Ciudad
label-country = País
choose-one = Elige uno
label-address = Calle y número
label-website = Sitio web, que empiece por https://
label-phone = Teléfono
label-opening-hours = Horario, por ejemplo Mo-Fr 08:00-18:00; Sa 09:00-16:00
field-optional = opcional
fault-required = Aquí hace falta al menos una letra o un número.
fault-text = { $most } caracteres como máximo, sin caracteres de control.
fault-website = Un sitio web empieza por https:// o http:// y no tiene espacios.
fault-email = Una sola dirección como nombre@example.org, nada más.
fault-country = Elige un país.
fault-brewing-methods = No conocemos alguna de las formas de preparación.
fault-change = No se ha cambiado nada; cambia al menos un campo.
how-it-brews = Cómo prepara el café
offered-unknown = No se sabe
offered-yes = Sí
offered-in-part = En parte
offered-no = No

## What became of a suggestion

suggestion-title = Tu propuesta
suggestion-pending = Gracias
suggestion-pending-sentence = Espera a que alguien la mire, lo que tarda unos días. Guarda esta dirección: aquí se dirá en qué quedó.
suggestion-accepted = Aceptada
suggestion-accepted-sentence = Ya está en la guía. Gracias.
suggestion-declined = No aceptada
suggestion-declined-sentence = Alguien la ha mirado y ha dejado la guía como estaba.
sent-on = Enviada el <day/>.
to-the-cafe = Ir a la cafetería
to-the-cafes = Ir a las cafeterías
to-the-roaster = Ir al tostador

## When something is not there or cannot be done

not-found = Aquí no hay nada
not-found-sentence = Esta dirección no lleva a ninguna parte. Puede estar mal escrita, o el lugar nunca estuvo en la guía.
gone = Cerrado para siempre
gone-sentence = El lugar que estaba aquí ha cerrado para siempre, y su página con él.
find-another = Buscar otro
bad-request = Esa dirección no es del todo correcta
show-all-cafes = Mostrar todas las cafeterías
unavailable = El agua aún se está calentando
unavailable-sentence = Ahora mismo no podemos traer esta página. No se ha perdido nada: espera unos segundos y vuelve a cargarla.
try-again = Intentar de nuevo
quote-trace = Si sigue así, menciona <trace/>.
problem-unreadable = No se pudo leer la dirección o el formulario. Vuelve atrás e inténtalo de nuevo.
problem-forbidden = La página de otro sitio no puede escribir aquí.
problem-too-large = El formulario es demasiado grande o no llegó entero.
problem-address-too-long = Esta dirección es más larga que cualquiera de las nuestras.
problem-no-form = Esta dirección recibe formularios.
problem-under-way = Ahora mismo se está recibiendo el mismo formulario. Espera un momento y envíalo otra vez: repetirlo no hace daño.
problem-unavailable = Ahora mismo no se pudo enviar. Envíalo otra vez en unos segundos: repetirlo no hace daño.
problem-too-many = Ha llegado demasiado desde tu conexión en la última hora.
problem-not-taken = No se puede aceptar tal como está.

## About

about-description = Qué es CraftBean, qué sabe y qué no hace.
about-title = Acerca de CraftBean
about-lead = Una guía de cafeterías y tostadores independientes y de las personas que hay detrás, en todas partes a la vez.
about-knows = Qué sabe
about-knows-text = Datos de directorios abiertos: dónde está un lugar, cuándo abre, cómo se prepara allí el café y qué tal se está sentado. Cada ficha nombra su fuente, su licencia y el día en que se leyó. Lo que no se sabe se omite; nunca se adivina.
about-does-not = Qué no hace
about-does-not-text = No sigue a nadie. Pone una cookie, durante un minuto, cuando nos has enviado algo, para no mostrarte nada más antiguo. Los lugares que guardas se quedan en tu navegador. Tu ubicación, si la das, se redondea a un kilómetro aproximadamente antes de enviarse, y no se conserva.
about-sources = De dónde viene
about-sources-text = En <sources>Fuentes y licencias</sources> están todos aquellos cuyo trabajo se muestra aquí.

## Sources and licences

attribution-description = De dónde vienen los datos de CraftBean y con qué licencias.
attribution-lead = Cada fuente se guarda separada de las demás y se muestra con su propia licencia.
place-count = { $count ->
    [one] { $count } lugar
   *[other] { $count } lugares
}
maps-and-letters = Mapas y letras
maps-and-letters-text = Contornos de los países: Natural Earth, dominio público. Fronteras para comprobar posiciones: © colaboradores de OpenStreetMap, ODbL 1.0. Los títulos están compuestos en Young Serif, SIL Open Font License 1.1.

## Suggestions while one types, without a network, and maps

search-suggestions = Sugerencias:
offline-notice = Ahora mismo no responde la red o el sitio. Esta es la página tal como la viste por última vez.
offline-title = Estás sin conexión
offline-sentence = Esta página no está guardada en este navegador. Lo que guardaste y las últimas páginas que viste se pueden leer sin conexión.
offline-read-saved = Leer lo que guardaste
map-show = Mostrar el mapa
map-loading = Dibujando el mapa…
map-failed = Aquí no se puede dibujar el mapa. La lista tiene todo lo que hay en él.
map-title = Mapa de estas cafeterías
map-zoom-in = Acercar
map-zoom-out = Alejar
map-credits = Mostrar u ocultar de quién es el mapa
map-many = Lugares aquí, acercar:
map-land = Contornos: Natural Earth
# Leads from the filters down to the map, where it is below the list.
map-jump = Ir al mapa
map-search-here = Buscar en esta zona
