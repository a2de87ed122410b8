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
complete-look = Zum ganzen Look
previous-like-this = Vorherige ähnliche Produkte
next-like-this = Weitere ähnliche Produkte

# A cart
cart = Warenkorb
cart-empty = Der Warenkorb ist leer.
cart-full = Der Warenkorb ist voll: Weitere Produkte passen nicht hinein.
price-each = { $price } je Stück
each = Je Stück
quantity = Anzahl
update = Ändern
remove-line = Entfernen
total = Gesamt
sum = Summe
take-left = { $count ->
    [one] Das eine nehmen, das da ist
   *[other] Die { $count } nehmen, die da sind
}
cannot-tell = Ob das da ist, lässt sich gerade nicht sagen
cannot-tell-lead = Was zu haben ist, lässt sich gerade nicht sagen.
not-sold = Nicht mehr im Angebot
to-checkout = Zur Kasse
to-checkout-lead = Bevor Sie etwas eingeben, wird alles eine Weile für Sie zurückgelegt.
cart-link = Mit diesem Warenkorb auf einem anderen Gerät weitermachen
cart-link-title = Ihr Warenkorb auf einem anderen Gerät
cart-link-lead = Öffnen Sie dort innerhalb eines Tages diese Adresse. Wer sie hat, kann diesen Warenkorb benutzen.
join-cart = Diesen Warenkorb hier benutzen
join-cart-title = Ein Warenkorb von einem anderen Gerät
join-cart-lead = Beide Geräte haben dann denselben Warenkorb. Was hier schon liegt, kommt hinein.
own-things = Ihre Sachen
orders = Ihre Bestellungen
outfits = Ihre Outfits
add-to-cart = In den Warenkorb
added-to-cart = Liegt im Warenkorb.
undo = Rückgängig
choose-first = Wählen Sie zuerst eine Ausführung.
sold-out-now = Zurzeit ausverkauft.

# What is set aside
held-until = Für Sie zurückgelegt bis { $time } Uhr.
minutes-left = { $count ->
    [one] Noch { $count } Minute.
   *[other] Noch { $count } Minuten.
}
hold-over = Die Zeit ist um: Für Sie ist nichts mehr zurückgelegt.
extend-hold = Ich brauche mehr Zeit
release-hold = Nicht mehr zurücklegen
your-order = Ihre Bestellung
hold-again = Noch einmal zurücklegen
held-other = Ihr Warenkorb hat sich geändert, seit er zurückgelegt wurde.
not-held = Für Sie ist zurzeit nichts zurückgelegt.
back-to-cart = Zurück zum Warenkorb

# What came of a form
said-short = Nicht alles ist in dieser Anzahl zu haben. Nichts wurde zurückgelegt; unten steht, was da ist.
said-changed = Das ging nicht, weil sich inzwischen etwas geändert hat. So ist es jetzt.
said-refused = So, wie es eingegeben wurde, ging das nicht.
said-gone = Worum es ging, ist nicht mehr da.
said-away = Der Laden kann gerade nicht antworten, darum wurde nichts geändert. Versuchen Sie es gleich noch einmal.
said-choose = Wählen Sie zuerst für jedes Teil eine Ausführung.
said-link = Dieser Link gilt nicht mehr. Machen Sie auf dem anderen Gerät einen neuen.

# Ordering
checkout = Kasse
where-to = Wohin geht es?
place-order = Zahlungspflichtig bestellen
already-ordered = Das haben Sie bestellt.
see-order = Bestellung ansehen
order-denied = Es wurde nicht bestellt. Sehen Sie nach, was jetzt für Sie zurückgelegt ist, und bestellen Sie noch einmal.
full-name = Name
email = E-Mail
phone = Telefon
street = Straße und Hausnummer
address-extra = Adresszusatz
postal-code = Postleitzahl
city = Ort
country = Land
order-note = Nachricht an den Laden
optional = (freiwillig)
choose-country = Land auswählen
faults-title = Etwas fehlt oder kann nicht stimmen:
fault-name = Geben Sie an, für wen das Paket ist.
fault-email = Geben Sie eine E-Mail-Adresse wie name@example.com an.
fault-phone = Geben Sie eine Telefonnummer an, oder lassen Sie das Feld leer.
fault-street = Geben Sie Straße und Hausnummer an.
fault-extra = Diese Zeile ist zu lang.
fault-postal-code = Geben Sie die Postleitzahl an.
fault-city = Geben Sie den Ort an.
fault-country = Wählen Sie ein Land aus.
fault-note = Höchstens 1000 Zeichen.

# Orders
order-numbered = Bestellung { $number }
order-placing = Wird bestätigt
order-placing-lead = Ihre Bestellung ist aufgenommen, der Bestand wird gerade gefragt. Diese Seite sagt, sobald sie gilt.
order-placed = Bestellt
order-placed-lead = Danke. Ihre Bestellung gilt, und der Laden ist schon dabei.
order-refused = Nicht bestellt
order-refused-lead = Nicht alles war noch zu haben. Es wurde nichts gekauft.
pay-now = Jetzt bezahlen
pay-invoice = Sie bezahlen auf Rechnung, sie liegt dem Paket bei.
pay-after = Wie Sie bezahlen, erfahren Sie, sobald die Bestellung steht.
ordered-at = Bestellt am
ordered-things = Was bestellt wurde
product = Produkt
sent-to = Geht an
no-orders = Sie haben noch nichts bestellt.
pieces-counted = { $count ->
    [one] { $count } Stück
   *[other] { $count } Stück
}

# Outfits
add-to-outfit = Zum Outfit
added-to-outfit = Ist im Outfit.
no-outfits = Sie haben noch keine Outfits.
no-outfits-lead = Legen Sie zusammen, was zusammengehört, und sehen Sie, was es kostet und ob es zu haben ist.
outfit-full = (voll)
delete-outfit = Dieses Outfit löschen
outfit-empty = In diesem Outfit ist nichts.
outfit-open = Wählen Sie für jedes Teil eine Ausführung, dann kann alles in den Warenkorb.
outfit-short = Nicht jedes Teil ist gerade zu haben.
outfit-to-cart = Alles in den Warenkorb
outfit-hold = Alles zurücklegen
choose-form = Ausführung wählen
form = Ausführung
choose = Wählen
copy-outfit = Eine Kopie behalten
others-outfit = Dieses Outfit hat Ihnen jemand gezeigt. Behalten Sie eine Kopie, um es zu ändern.
outfit-name = Name des Outfits
rename = Umbenennen
first-outfit = Mein Outfit

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
whole-look = Den ganzen Look nehmen
