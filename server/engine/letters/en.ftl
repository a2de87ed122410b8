placed-subject = Your order { $number } at { $shop }
placed-lead = Thank you for your order.
refused-subject = Your order { $number } at { $shop } could not be placed
refused-lead =
    We are sorry. Something of it was sold elsewhere in the same moment, so nothing was ordered and
    there is nothing to pay.
heading = Order { $number }
line = { $quantity } × { $name }: { $amount }
total = Total: { $amount }
goes-to = It goes to:
look = You find it here: { $address }
pay = Pay for it here: { $address }
pay-invoice = You pay on invoice, which comes with the parcel.
