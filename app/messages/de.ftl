# Around every page
skip = Zum Inhalt springen
categories = Kategorien
about-shop = Über { $name }
all-shops = Alle Läden
search-shop = Diesen Laden durchsuchen
search = Suchen
language = Sprache
breadcrumbs = Pfad
pages = Seiten
previous = Zurück
next = Weiter

# The shops of the house
house-title = Etalage: Schaufenster, live
house-description = Schaufenster, die sich vor deinen Augen ändern.
house-heading = Schaufenster, live
house-lead = Tritt ans Fenster. Was sich drinnen ändert, ändert sich hier.
house-empty = Noch hat hier kein Laden geöffnet.
look-again = Noch einmal nachsehen
part-of = Gehört zu { $name }

# A shop's front
window-empty = Das Schaufenster wird gerade dekoriert.
window-empty-lead = Im Augenblick steht nichts darin; der ganze Laden ist trotzdem geöffnet.
browse-categories = In den Kategorien stöbern
whole-shop = Der ganze Laden

# What a shop tells of itself
house = Haus
prices-in = Preise in
currency-aud = Australischen Dollar
currency-cad = Kanadischen Dollar
currency-chf = Schweizer Franken
currency-czk = Tschechischen Kronen
currency-dkk = Dänischen Kronen
currency-eur = Euro
currency-gbp = Pfund Sterling
currency-jpy = Japanischen Yen
currency-nok = Norwegischen Kronen
currency-nzd = Neuseeland-Dollar
currency-pln = Polnischen Złoty
currency-sek = Schwedischen Kronen
currency-usd = US-Dollar
go-to-window = Zum Schaufenster

# Lists
numbered = { $name }, Seite { $page }
at-shop = { $what } bei { $shop }. { $tagline }
products = Produkte
products-counted = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}
products-noun = { $count ->
    [one] Produkt
   *[other] Produkte
}
category-empty = Hier ist im Augenblick nichts.
category-empty-lead = Neues kann jederzeit eintreffen.
back-to-window = Zurück zum Schaufenster
too-narrow = Zu alldem passt nichts.
without-filters = Ohne Filter anzeigen
narrower = Unterkategorien
all-products = Alle Produkte
quoted = „{ $words }“
close-enough = Genau so geschrieben kommt das nirgends vor. Das hier kommt dem nahe.
search-empty = Nichts gefunden.
did-you-mean = Meintest du { $words }?
other-words = Versuch es mit weniger oder anderen Wörtern, oder sieh dich um.
popular-categories = Beliebte Kategorien

# Narrowing a list
filter = Filter
filter-counted = Filter ({ $count })
filter-done = Fertig
order = Reihenfolge
chosen = Ausgewählt
remove = Entfernen:
clear-all = Alles zurücksetzen
category = Kategorie
availability = Verfügbarkeit
in-stock-choice = Vorrätig
preorder-choice = Vorbestellbar
sold-out-choice = Ausverkauft
reduced = Reduziert
more-values = { $count } weitere
price-in = Preis, { $currency }
price-from-in = Von, in { $currency }
price-to-in = Bis, in { $currency }
price-set = Setzen
price-range = { $min } bis { $max }
price-from = Ab { $price }
price-up-to = Bis { $price }
sort-relevance = Beste Treffer
sort-newest = Neueste
sort-price-up = Niedrigster Preis
sort-price-down = Höchster Preis
sort-name = Name

# A product
pictures = Bilder
picture-numbered = Bild { $number }
picture-of-product = { $name }, Bild { $number } von { $count }
enlarge = (vergrößern)
previous-picture = Vorheriges Bild
next-picture = Nächstes Bild
picture-in-full = Bild in voller Größe
smaller = Kleiner
larger = Größer
close = Schließen
option-gone = Die gesuchte Ausführung gibt es nicht mehr. Das sind die, die es gibt.
option-sold-out = (ausverkauft)
option-elsewhere = (ändert { $names })
option-elsewhere-sold-out = (ausverkauft, ändert { $names })
list-end = { $rest } und { $last }
article = Artikel { $number }
details = Einzelheiten
share = Teilen
page-address = Die Adresse dieser Seite
also-like = Das könnte dir auch gefallen
previous-like-this = Vorherige ähnliche Produkte
next-like-this = Weitere ähnliche Produkte

# Moments
day = { $day }. { $month }
day-of-year = { $day }. { $month } { $year }
moment = { $day } um { $time }
months = Januar Februar März April Mai Juni Juli August September Oktober November Dezember

# What went wrong
not-found = Nicht gefunden
forbidden = Dafür fehlt dir das Recht
just-a-moment = Einen Augenblick
nothing-at-address = Diese Seite gibt es hier nicht.
unavailable = Der Laden kann gerade nicht antworten. Versuch es gleich noch einmal.
too-many = Zu viele Anfragen. Warte ein wenig und versuch es dann noch einmal.
our-fault = Bei uns ist etwas schiefgegangen. Wir haben es notiert.
try-again = Noch einmal versuchen
see-all-shops = Alle Läden ansehen
back-to = Zurück zu { $name }

# What open pages say by themselves: travels to the browser, so nothing else belongs here
in-stock = Vorrätig
sold-out = Ausverkauft
pre-order = Vorbestellbar
no-longer-made = Wird nicht mehr hergestellt
few-left = Nur noch wenige
only-left = { $count ->
    [one] Nur noch { $count } Stück
   *[other] Nur noch { $count } Stück
}
formerly = Früher
price-from-lowest = ab
as-of = Stand: { $name }
just-changed = Dieses Produkt hat sich gerade geändert.
latest-options = Die neuesten Ausführungen zeigen
just-left = Dieses Produkt hat den Laden gerade verlassen.
connecting = Verbindung wird aufgebaut
live = Live
paused = Aktualisierung unterbrochen, Nachfrage alle 30 s
product-changed = { $name } hat sich gerade geändert.
product-arrived = { $name } ist gerade hereingekommen.
product-left = { $name } steht nicht mehr im Fenster.
products-changed = { $count ->
    [one] { $count } Produkt hat sich gerade geändert.
   *[other] { $count } Produkte haben sich gerade geändert.
}
previous-on = Zurück in „{ $name }“
next-on = Weiter in „{ $name }“
recently-seen = Zuletzt angesehen
previous-seen = Vorherige angesehene Produkte
next-seen = Weitere angesehene Produkte
kept-here = Nur in diesem Browser gespeichert.
forget-these = Diese vergessen
link-copied = Link kopiert.
suggestions = Vorschläge
nothing-found = Nichts gefunden
found = { $count ->
    [one] { $count } Produkt gefunden
   *[other] { $count } Produkte gefunden
}
shown-of-found = { $count } angezeigt
show-all = Alle { $count } zeigen
