# Around every page
skip = Skip to content
categories = Categories
about-shop = About { $name }
all-shops = All shops
search-shop = Search this shop
search = Search
language = Language
breadcrumbs = Breadcrumbs
pages = Pages
previous = Previous
next = Next

# The shops of the house
house-title = Etalage: shop windows, live
house-description = Shop windows that change before your eyes.
house-heading = Shop windows, live
house-lead = Step up to a window. What changes inside changes here.
house-empty = No shop has opened here yet.
look-again = Look again
part-of = Part of { $name }

# A shop's front
window-empty = The window is being dressed.
window-empty-lead = Nothing stands in it right now; the whole shop is open all the same.
browse-categories = Browse the categories
whole-shop = The whole shop

# What a shop tells of itself
house = House
prices-in = Prices in
currency-aud = Australian dollars
currency-cad = Canadian dollars
currency-chf = Swiss francs
currency-czk = Czech koruny
currency-dkk = Danish kroner
currency-eur = Euros
currency-gbp = Pounds sterling
currency-jpy = Japanese yen
currency-nok = Norwegian kroner
currency-nzd = New Zealand dollars
currency-pln = Polish zlotys
currency-sek = Swedish kronor
currency-usd = US dollars
go-to-window = Go to the window

# Lists
numbered = { $name }, page { $page }
at-shop = { $what } at { $shop }. { $tagline }
products = Products
products-counted = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
products-noun = { $count ->
    [one] product
   *[other] products
}
category-empty = Nothing here at the moment.
category-empty-lead = New things may come in at any time.
back-to-window = Back to the window
too-narrow = Nothing fits all of this.
without-filters = Show it without filters
narrower = Narrower
all-products = All products
quoted = “{ $words }”
close-enough = Nothing has these words as they are written. This comes close.
search-empty = Nothing found.
did-you-mean = Did you mean { $words }?
other-words = Try fewer or other words, or look around.
popular-categories = Popular categories

# Narrowing a list
filter = Filter
filter-counted = Filter ({ $count })
filter-done = Done
order = Order
chosen = Chosen
remove = Remove
clear-all = Clear all
category = Category
availability = Availability
in-stock-choice = In stock
preorder-choice = To preorder
sold-out-choice = Sold out
reduced = Reduced
more-values = { $count } more
price-in = Price, { $currency }
price-from-in = From, in { $currency }
price-to-in = To, in { $currency }
price-set = Set
price-range = { $min } to { $max }
price-from = From { $price }
price-up-to = Up to { $price }
sort-relevance = Best match
sort-newest = Newest
sort-price-up = Lowest price
sort-price-down = Highest price
sort-name = Name

# A product
pictures = Pictures
picture-numbered = Picture { $number }
picture-of-product = { $name }, picture { $number } of { $count }
enlarge = (enlarge)
previous-picture = Previous picture
next-picture = Next picture
picture-in-full = Picture in full
smaller = Smaller
larger = Larger
close = Close
option-gone = The option you came for is no longer here. These are the ones there are.
option-sold-out = (sold out)
option-elsewhere = (with another { $names })
option-elsewhere-sold-out = (sold out, with another { $names })
list-end = { $rest } and { $last }
article = Article { $number }
details = Details
share = Share
page-address = The address of this page
also-like = You may also like
previous-like-this = Previous products like this
next-like-this = Next products like this

# Moments
day = { $day } { $month }
day-of-year = { $day } { $month } { $year }
moment = { $day } at { $time }
months = January February March April May June July August September October November December

# What went wrong
not-found = Not found
forbidden = Not yours to open
just-a-moment = Just a moment
nothing-at-address = There is no such page here.
unavailable = The shop cannot answer right now. Try again in a moment.
too-many = Too many requests. Wait a little, then try again.
our-fault = Something went wrong on our side. It has been noted.
try-again = Try again
see-all-shops = See all shops
back-to = Back to { $name }

# What open pages say by themselves: travels to the browser, so nothing else belongs here
in-stock = In stock
sold-out = Sold out
pre-order = Pre-order
no-longer-made = No longer made
few-left = Few left
only-left = { $count ->
    [one] Only { $count } left
   *[other] Only { $count } left
}
formerly = Formerly
price-from-lowest = from
as-of = as of { $name }
just-changed = This product has just changed.
latest-options = Show the latest options
just-left = This product has just left the shop.
connecting = Connecting
live = Live
paused = Updates paused, checking every 30 s
product-changed = { $name } has just changed.
product-arrived = { $name } has just come in.
product-left = { $name } is no longer on show.
products-changed = { $count ->
    [one] { $count } product has just changed.
   *[other] { $count } products have just changed.
}
previous-on = Previous in { $name }
next-on = Next in { $name }
recently-seen = Recently seen
previous-seen = Previous products you have seen
next-seen = Next products you have seen
kept-here = Kept in this browser only.
forget-these = Forget these
link-copied = Link copied.
suggestions = Suggestions
nothing-found = Nothing found
found = { $count ->
    [one] { $count } product found
   *[other] { $count } products found
}
shown-of-found = { $count } shown
show-all = Show all { $count }
