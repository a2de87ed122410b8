placed-subject = طلبك { $number } من { $shop }
placed-lead = شكرًا لطلبك.
refused-subject = تعذّر إتمام طلبك { $number } من { $shop }
refused-lead =
    نأسف لذلك. بيع جزء منه في مكان آخر في اللحظة نفسها، لذلك لم يُطلب شيء ولا يوجد ما تدفعه.
heading = الطلب { $number }
line = { $quantity } × { $name }: { $amount }
total = المجموع: { $amount }
goes-to = يُرسل إلى:
look = تجده هنا: { $address }
pay = ادفع ثمنه هنا: { $address }
pay-invoice = تدفع بموجب فاتورة تصلك مع الطرد.
