# Around every page
skip = انتقل إلى المحتوى
categories = الفئات
about-shop = عن { $name }
all-shops = جميع المتاجر
search-shop = ابحث في هذا المتجر
search = بحث
language = اللغة
breadcrumbs = مسار التنقل
pages = الصفحات
previous = السابق
next = التالي

# The shops of the house
house-title = Etalage: واجهات متاجر حيّة
house-description = واجهات متاجر تتغيّر أمام عينيك.
house-heading = واجهات متاجر حيّة
house-lead = اقترب من الواجهة. ما يتغيّر في الداخل يتغيّر هنا.
house-empty = لم يفتح أي متجر هنا بعد.
look-again = انظر مرة أخرى
part-of = جزء من { $name }

# A shop's front
window-empty = يجري الآن ترتيب الواجهة.
window-empty-lead = لا شيء فيها في هذه اللحظة، لكن المتجر كله مفتوح.
browse-categories = تصفّح الفئات
whole-shop = المتجر كله

# What a shop tells of itself
house = الدار
prices-in = الأسعار بعملة
currency-aud = الدولار الأسترالي
currency-cad = الدولار الكندي
currency-chf = الفرنك السويسري
currency-czk = الكورونا التشيكية
currency-dkk = الكرونة الدنماركية
currency-eur = اليورو
currency-gbp = الجنيه الإسترليني
currency-jpy = الين الياباني
currency-nok = الكرونة النرويجية
currency-nzd = الدولار النيوزيلندي
currency-pln = الزلوتي البولندي
currency-sek = الكرونة السويدية
currency-usd = الدولار الأمريكي
go-to-window = إلى الواجهة

# Lists
numbered = { $name }، صفحة { $page }
at-shop = { $what } لدى { $shop }. { $tagline }
products = المنتجات
products-counted = { $count ->
    [zero] لا منتجات
    [one] منتج واحد
    [two] منتجان
    [few] { $count } منتجات
    [many] { $count } منتجًا
   *[other] { $count } منتج
}
products-noun = { $count ->
    [zero] منتجات
    [one] منتج
    [two] منتجات
    [few] منتجات
    [many] منتجًا
   *[other] منتج
}
category-empty = لا شيء هنا في الوقت الحالي.
category-empty-lead = قد تصل أشياء جديدة في أي وقت.
back-to-window = العودة إلى الواجهة
too-narrow = لا شيء يطابق كل هذا.
without-filters = العرض بدون تصفية
narrower = فئات فرعية
all-products = جميع المنتجات
quoted = «{ $words }»
close-enough = لا شيء فيه هذه الكلمات كما كُتبت. هذا هو الأقرب إليها.
search-empty = لم يُعثر على شيء.
did-you-mean = هل تقصد { $words }؟
other-words = جرّب كلمات أقل أو كلمات أخرى، أو تجوّل في المتجر.
popular-categories = فئات شائعة

# Narrowing a list
filter = تصفية
filter-counted = تصفية ({ $count })
filter-done = تم
order = الترتيب
chosen = المختار
remove = إزالة:
clear-all = مسح الكل
category = الفئة
availability = التوفّر
in-stock-choice = متوفّر
preorder-choice = للطلب المسبق
sold-out-choice = نفد
reduced = مخفّض
more-values = { $count } أخرى
price-in = السعر، { $currency }
price-from-in = من، بعملة { $currency }
price-to-in = إلى، بعملة { $currency }
price-set = تطبيق
price-range = { $min } إلى { $max }
price-from = من { $price }
price-up-to = حتى { $price }
sort-relevance = الأكثر صلة
sort-newest = الأحدث
sort-price-up = الأقل سعرًا
sort-price-down = الأعلى سعرًا
sort-name = الاسم

# A product
pictures = الصور
picture-numbered = الصورة { $number }
picture-of-product = { $name }، الصورة { $number } من { $count }
enlarge = (تكبير)
previous-picture = الصورة السابقة
next-picture = الصورة التالية
picture-in-full = الصورة كاملة
smaller = تصغير
larger = تكبير
close = إغلاق
option-gone = الخيار الذي جئت من أجله لم يعد هنا. هذه هي الخيارات الموجودة.
option-sold-out = (نفد)
option-elsewhere = (يغيّر { $names })
option-elsewhere-sold-out = (نفد، يغيّر { $names })
list-end = { $rest } و{ $last }
article = رقم الصنف { $number }
details = التفاصيل
share = مشاركة
page-address = عنوان هذه الصفحة
also-like = قد يعجبك أيضًا
complete-look = أكمل الإطلالة
previous-like-this = المنتجات المشابهة السابقة
next-like-this = المنتجات المشابهة التالية

# A cart
cart = السلة
cart-empty = سلتك فارغة.
cart-full = السلة ممتلئة ولا تتسع لمنتجات أخرى.
price-each = { $price } للقطعة
each = للقطعة
quantity = العدد
update = تحديث
remove-line = إزالة
total = الإجمالي
sum = المجموع
take-left = { $count ->
    [zero] خذ ما تبقى
    [one] خذ القطعة المتبقية
    [two] خذ القطعتين المتبقيتين
    [few] خذ { $count } قطع متبقية
    [many] خذ { $count } قطعة متبقية
   *[other] خذ { $count } قطعة متبقية
}
cannot-tell = لا يمكننا الآن معرفة ما إذا كان متوفرًا
cannot-tell-lead = لا يمكننا الآن معرفة ما هو متوفر.
not-sold = لم يعد يُباع
to-checkout = إتمام الشراء
to-checkout-lead = نحجز لك كل شيء لبعض الوقت قبل أن تُدخل أي بيانات.
cart-link = متابعة هذه السلة على جهاز آخر
cart-link-title = سلتك على جهاز آخر
cart-link-lead = افتح هذا العنوان هناك خلال يوم واحد. كل من لديه العنوان يمكنه استخدام هذه السلة.
join-cart = استخدام تلك السلة هنا
join-cart-title = سلة من جهاز آخر
join-cart-lead = من الآن تكون للجهازين سلة واحدة، ويُضاف إليها ما في هذه السلة.
own-things = ما يخصك
orders = طلباتك
outfits = إطلالاتك
add-to-cart = أضف إلى السلة
added-to-cart = أُضيف إلى سلتك.
undo = تراجع
choose-first = اختر أحد الخيارات أولًا.
sold-out-now = نفد حاليًا.

# What is set aside
held-until = محجوز لك حتى { $time }.
minutes-left = { $count ->
    [zero] لم يبق وقت.
    [one] بقيت دقيقة واحدة.
    [two] بقيت دقيقتان.
    [few] بقيت { $count } دقائق.
    [many] بقيت { $count } دقيقة.
   *[other] بقيت { $count } دقيقة.
}
hold-over = انتهى الوقت ولم يعد شيء محجوزًا لك.
extend-hold = أحتاج إلى وقت أطول
release-hold = إلغاء الحجز
your-order = طلبك
hold-again = احجزه مرة أخرى
held-other = تغيّرت سلتك منذ حجزها.
not-held = لا شيء محجوز لك حاليًا.
back-to-cart = العودة إلى السلة

# What came of a form
said-short = لا يتوفر كل شيء بهذا العدد. لم يُحجز شيء، وتجد المتوفر أدناه.
said-changed = لم ينجح ذلك لأن شيئًا تغيّر في هذه الأثناء. هذا هو الوضع الآن.
said-refused = تعذّر ذلك بالصورة التي أُدخل بها.
said-gone = ما يتعلق به هذا لم يعد موجودًا.
said-away = لا يستطيع المتجر الرد الآن، لذلك لم يتغيّر شيء. حاول مرة أخرى بعد قليل.
said-choose = اختر أولًا أحد الخيارات لكل قطعة.
said-link = لم يعد هذا الرابط صالحًا. أنشئ رابطًا جديدًا على الجهاز الآخر.

# Ordering
checkout = إتمام الشراء
where-to = إلى أين نرسله؟
place-order = تأكيد الطلب
already-ordered = لقد طلبت هذا.
see-order = عرض الطلب
order-denied = لم يُسجَّل الطلب. راجع ما هو محجوز لك الآن ثم أكّده مرة أخرى.
full-name = الاسم
email = البريد الإلكتروني
phone = الهاتف
street = الشارع ورقم المبنى
address-extra = سطر إضافي للعنوان
postal-code = الرمز البريدي
city = المدينة
country = البلد
order-note = ملاحظة للمتجر
optional = (اختياري)
choose-country = اختر بلدًا
faults-title = هناك ما ينقص أو لا يبدو صحيحًا:
fault-name = أدخل اسم من سيستلم الطرد.
fault-email = أدخل بريدًا إلكترونيًا مثل name@example.com.
fault-phone = أدخل رقم هاتف أو اتركه فارغًا.
fault-street = أدخل الشارع ورقم المبنى.
fault-extra = هذا السطر أطول مما يجب.
fault-postal-code = أدخل الرمز البريدي.
fault-city = أدخل المدينة.
fault-country = اختر بلدًا.
fault-note = 1000 حرف على الأكثر.

# Orders
order-numbered = الطلب { $number }
order-placing = قيد التأكيد
order-placing-lead = حُفظ طلبك ونتحقق الآن من توفره. ستُعلمك هذه الصفحة فور تأكيده.
order-placed = تم الطلب
order-placed-lead = شكرًا لك. طلبك مؤكَّد وقد بدأ المتجر العمل عليه.
order-refused = لم يتم الطلب
order-refused-lead = لم يعد كل شيء متوفرًا، ولم يُشترَ شيء.
pay-now = ادفع الآن
pay-invoice = تدفع بموجب فاتورة تصلك مع الطرد.
pay-after = ستعرف طريقة الدفع فور تأكيد الطلب.
ordered-at = طُلب في
ordered-things = ما تم طلبه
product = المنتج
sent-to = يُرسل إلى
no-orders = لم تطلب شيئًا بعد.
pieces-counted = { $count ->
    [zero] لا قطع
    [one] قطعة واحدة
    [two] قطعتان
    [few] { $count } قطع
    [many] { $count } قطعة
   *[other] { $count } قطعة
}

# Outfits
add-to-outfit = أضف إلى إطلالة
added-to-outfit = أُضيف إلى إطلالتك.
no-outfits = ليست لديك إطلالات بعد.
no-outfits-lead = اجمع المنتجات المتناسقة، واعرف ثمنها وما إذا كانت متوفرة.
outfit-full = (ممتلئة)
delete-outfit = حذف هذه الإطلالة
outfit-empty = لا شيء في هذه الإطلالة.
outfit-open = اختر أحد الخيارات لكل قطعة، ثم يمكن وضعها كلها في السلة.
outfit-short = ليست كل القطع متوفرة الآن.
outfit-to-cart = ضعها كلها في السلة
outfit-hold = احجزها كلها
choose-form = اختر أحد الخيارات
form = الخيار
choose = اختيار
copy-outfit = الاحتفاظ بنسخة
others-outfit = أطلعك أحدهم على هذه الإطلالة. احتفظ بنسخة لتعديلها.
outfit-name = اسم الإطلالة
rename = إعادة التسمية
first-outfit = إطلالتي

# Moments
day = { $day } { $month }
day-of-year = { $day } { $month } { $year }
moment = { $day } في { $time }
months = يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر

# What went wrong
not-found = غير موجود
forbidden = ليس لك أن تفتح هذا
just-a-moment = لحظة من فضلك
nothing-at-address = لا توجد صفحة كهذه هنا.
unavailable = لا يستطيع المتجر الرد الآن. حاول مرة أخرى بعد لحظة.
too-many = طلبات كثيرة جدًا. انتظر قليلًا ثم حاول مرة أخرى.
our-fault = حدث خطأ لدينا، وقد سجّلناه.
try-again = حاول مرة أخرى
see-all-shops = عرض جميع المتاجر
back-to = العودة إلى { $name }

# What open pages say by themselves: travels to the browser, so nothing else belongs here
in-stock = متوفّر
sold-out = نفد
pre-order = طلب مسبق
no-longer-made = لم يعد يُصنع
few-left = بقي القليل
only-left = { $count ->
    [zero] لم يبقَ شيء
    [one] بقيت قطعة واحدة فقط
    [two] بقيت قطعتان فقط
    [few] بقيت { $count } قطع فقط
    [many] بقيت { $count } قطعة فقط
   *[other] بقيت { $count } قطعة فقط
}
formerly = السعر السابق
price-from-lowest = ابتداءً من
as-of = حتى { $name }
just-changed = تغيّر هذا المنتج للتو.
latest-options = عرض أحدث الخيارات
just-left = غادر هذا المنتج المتجر للتو.
connecting = جارٍ الاتصال
live = مباشر
paused = توقّف التحديث، ويُعاد السؤال كل 30 ثانية
product-changed = تغيّر { $name } للتو.
product-arrived = وصل { $name } للتو.
product-left = لم يعد { $name } معروضًا.
products-changed = { $count ->
    [zero] لم يتغيّر أي منتج.
    [one] تغيّر منتج واحد للتو.
    [two] تغيّر منتجان للتو.
    [few] تغيّرت { $count } منتجات للتو.
    [many] تغيّر { $count } منتجًا للتو.
   *[other] تغيّر { $count } منتج للتو.
}
previous-on = السابق في { $name }
next-on = التالي في { $name }
recently-seen = شاهدتها مؤخرًا
previous-seen = المنتجات السابقة التي شاهدتها
next-seen = المنتجات التالية التي شاهدتها
kept-here = محفوظة في هذا المتصفح فقط.
forget-these = انسَ هذه
link-copied = نُسخ الرابط.
suggestions = اقتراحات
nothing-found = لم يُعثر على شيء
found = { $count ->
    [zero] لم يُعثر على أي منتج
    [one] عُثر على منتج واحد
    [two] عُثر على منتجين
    [few] عُثر على { $count } منتجات
    [many] عُثر على { $count } منتجًا
   *[other] عُثر على { $count } منتج
}
shown-of-found = معروض منها { $count }
show-all = عرض الكل ({ $count })
whole-look = خذ الإطلالة كاملة
