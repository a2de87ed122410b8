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
complete-look = Complete the look
previous-like-this = Previous products like this
next-like-this = Next products like this

# A cart
cart = Cart
cart-empty = Your cart is empty.
cart-full = The cart is full: no further products fit in.
price-each = { $price } each
each = Each
quantity = Quantity
update = Update
remove-line = Remove
total = Total
sum = Sum
take-left = { $count ->
    [one] Take the { $count } that is left
   *[other] Take the { $count } that are left
}
cannot-tell = We cannot tell right now whether this is there
cannot-tell-lead = We cannot tell right now what can be had.
not-sold = No longer sold
to-checkout = Go to checkout
to-checkout-lead = Everything is set aside for you for a while, before you enter anything.
cart-link = Go on with this cart on another device
cart-link-title = Your cart on another device
cart-link-lead = Open this address there within a day. Whoever has it can use this cart.
join-cart = Use that cart here
join-cart-title = A cart from another device
join-cart-lead = From now on both devices have the same cart. What is in this one is put in.
own-things = Your things
orders = Your orders
outfits = Your outfits
add-to-cart = Add to cart
added-to-cart = Added to your cart.
undo = Undo
choose-first = Choose an option first.
sold-out-now = Sold out at the moment.

# What is set aside
held-until = Set aside for you until { $time }.
minutes-left = { $count ->
    [one] { $count } minute left.
   *[other] { $count } minutes left.
}
hold-over = The time is over: nothing is set aside for you any more.
extend-hold = I need more time
release-hold = Let go of it
your-order = Your order
hold-again = Set it aside again
held-other = Your cart has changed since it was set aside.
not-held = Nothing is set aside for you at the moment.
back-to-cart = Back to the cart

# What came of a form
said-short = Not everything can be had in that number. Nothing was set aside; see below what there is.
said-changed = That did not work, since something has changed in the meantime. This is how it is now.
said-refused = That could not be done as it was entered.
said-gone = What this was about is no longer there.
said-away = The shop cannot answer right now, so nothing was changed. Try again in a moment.
said-choose = Choose an option of every piece first.
said-link = This link is no longer good. Make a new one on the other device.

# Ordering
checkout = Checkout
where-to = Where does it go?
place-order = Place the order
already-ordered = You have ordered this.
see-order = See the order
order-denied = The order was not placed. See what is set aside for you now, then place it again.
full-name = Name
email = E-mail
phone = Telephone
street = Street and number
address-extra = Further address line
postal-code = Postal code
city = Town or city
country = Country
order-note = Note for the shop
optional = (optional)
choose-country = Choose a country
faults-title = Something is missing or cannot be right:
fault-name = Enter the name the parcel is for.
fault-email = Enter an e-mail address like name@example.com.
fault-phone = Enter a telephone number, or leave it empty.
fault-street = Enter street and number.
fault-extra = This line is too long.
fault-postal-code = Enter the postal code.
fault-city = Enter the town or city.
fault-country = Choose a country.
fault-note = At most 1,000 characters.

# Orders
order-numbered = Order { $number }
order-placing = Being confirmed
order-placing-lead = Your order is kept, and the stock is being asked. This page says so as soon as it stands.
order-placed = Placed
order-placed-lead = Thank you. Your order stands, and the shop has begun with it.
order-refused = Not placed
order-refused-lead = Not everything could be had any more. Nothing was bought.
pay-now = Pay now
pay-invoice = You pay on invoice, which comes with the parcel.
pay-after = How you pay is told as soon as the order stands.
ordered-at = Ordered on
ordered-things = What was ordered
product = Product
sent-to = Goes to
no-orders = You have not ordered anything yet.
pieces-counted = { $count ->
    [one] { $count } piece
   *[other] { $count } pieces
}

# Outfits
add-to-outfit = Add to outfit
added-to-outfit = Added to your outfit.
no-outfits = You have no outfits yet.
no-outfits-lead = Add products that go together, and see what they cost and whether they can be had.
outfit-full = (full)
delete-outfit = Delete this outfit
outfit-empty = There is nothing in this outfit.
outfit-open = Choose an option of every piece, then it can all go into the cart.
outfit-short = Not every piece can be had right now.
outfit-to-cart = Put it all in the cart
outfit-hold = Set it all aside
choose-form = Choose an option
form = Option
choose = Choose
copy-outfit = Keep a copy
others-outfit = Somebody has shown you this outfit. Keep a copy to change it.
outfit-name = Name of the outfit
rename = Rename
first-outfit = My outfit

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
whole-look = Take the whole look
