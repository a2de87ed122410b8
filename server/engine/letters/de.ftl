placed-subject = Deine Bestellung { $number } bei { $shop }
placed-lead = Danke für deine Bestellung.
refused-subject = Deine Bestellung { $number } bei { $shop } kam nicht zustande
refused-lead =
    Es tut uns leid. Etwas davon wurde im selben Augenblick anderswo verkauft, deshalb ist nichts
    bestellt und nichts zu bezahlen.
heading = Bestellung { $number }
line = { $quantity } × { $name }: { $amount }
total = Summe: { $amount }
goes-to = Sie geht an:
look = Hier findest du sie: { $address }
pay = Hier kannst du bezahlen: { $address }
pay-invoice = Du bezahlst auf Rechnung, sie liegt dem Paket bei.
