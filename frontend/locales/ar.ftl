### العربية. الإرشادات للمترجمين في en.ftl.

## Everywhere

brand-line = مقاهٍ ومحامص مستقلة، والناس الذين يقفون وراءها.
skip-to-content = انتقل إلى المحتوى
navigation-site = الموقع
navigation-about = عن الدليل
navigation-languages = اللغات
navigation-pages = الصفحات
cafes = المقاهي
roasters = المحامص
artisans = الحرفيون
brewing = التحضير
stories = القصص
cities = المدن
near-me = بالقرب مني
search = البحث
saved = المحفوظات
suggest-a-cafe = اقترح مقهى
about = عن الدليل
sources-and-licences = المصادر والتراخيص
programming-interface = API
fiction-label = عن هذه البيانات
fiction-notice = <strong>عرض تجريبي.</strong> كل ما وُسم بأنه خيالي في هذه الصفحة غير موجود؛ كتبناه لنُري ما يفعله CraftBean.
fictional = خيالي
fictional-attribution = أماكن خيالية كُتبت لهذا العرض
show-more = عرض المزيد
all-cafes = كل المقاهي
all-cities = كل المدن
between-names = { "، " }
name-in-town = { $name }، { $town }
place-in-town = <place/>، <town/>
quotation = «<words/>»
more-than = أكثر من { $count }
metres = <number/> م
kilometres = <number/> كم

## Days of the week, as they stand in a table and after "opens"

monday = الاثنين
tuesday = الثلاثاء
wednesday = الأربعاء
thursday = الخميس
friday = الجمعة
saturday = السبت
sunday = الأحد

## The first page

home-title = CraftBean: قهوة مستقلة في كل مكان
home-description = اعثر على مقاهٍ ومحامص مستقلة، وعلى الناس الذين يقفون وراءها، في مدن حول العالم.
home-heading = قهوة جيدة، يصنعها أناس لهم أسماء.
home-lead = CraftBean دليل للمقاهي والمحامص المستقلة وللناس الذين يقفون وراءها. ابدأ باسم مدينة.
worth-knowing = تستحق أن تعرفها
by-the-way-it-is-brewed = بحسب طريقة التحضير
town-or-city = بلدة أو مدينة
town-example = Helsinki
find-coffee = ابحث عن قهوة

## The button that asks for the position

use-my-position = استخدم موقعي
position-unable = لا يستطيع هذا المتصفح تحديد الموقع. اكتب اسم مدينة بدلًا من ذلك.
position-asking = نسأل متصفحك عن الموقع…
position-waiting = ما زال البحث جاريًا. يمكنك كتابة اسم مدينة في هذه الأثناء.
position-refused = لا يوجد موقع: رُفض الطلب أو تعذّر العثور عليه. اكتب اسم مدينة بدلًا من ذلك.
offline = يبدو أنك غير متصل بالإنترنت. حاول مرة أخرى عندما يعود الاتصال.

## Near me

near-description = مقاهٍ قريبة منك: بحسب موقعك، مقرّبًا إلى كيلومتر تقريبًا، أو بحسب اسم مدينة.
near-note = يُقرَّب موقعك إلى كيلومتر تقريبًا قبل أن يغادر متصفحك.
near-around = حولك، بحسب ما تعرفه شبكتك
near-around-note = تعرف الشبكة منطقتك لا شارعك. متصفحك أدرى إن سمحت له.
cafes-near-you = مقاهٍ قريبة منك
near-begin = أو ابدأ من هنا
near-which = أيّها تقصد؟
near-closest-first = الأقرب أولًا
near-nothing = لا شيء ضمن <radius/>
near-nothing-advice = لا نعرف مقهى هناك بعد. جرّب مدينة قريبة.
near-unknown = لا نعرف هذه المدينة بعد
near-unknown-advice = لا نعرف أي مقهى في «<town/>». تحقق من التهجئة، أو <cities>اختر من كل المدن</cities>.

## Lists of cafés and their filters

cafes-that-brew = مقاهٍ تحضّر <method/>
cafes-description = مقاهٍ مستقلة، الأفضل أولًا.
cafes-none = لا يوجد مقهى مطابق. <all>اعرض كل المقاهي</all>
results = النتائج
best-note = الأفضل أولًا: متوسط كل التقييمات، (2 × القهوة + الأجواء + الخدمة) ÷ 4، مقرّبًا نحو 7 كأن ثمانية زوار أعطوها، حتى لا تتفوق عشرة واحدة على مئتي تسعة. وعند التساوي يتقدم الأكثر تفصيلًا في الوصف.
brewed-by = طريقة التحضير
any-method = أي طريقة
method-with-count = { $method } ({ $count })
order = الترتيب
best-first = الأفضل أولًا
newest-first = الأحدث أولًا
by-name = بحسب الاسم
open-now = مفتوح الآن
open-late = مفتوح حتى وقت متأخر
more-filters = مزيد من المرشحات
what-it-offers = ما يقدمه
only-independent = المستقلة فقط
only-chains = السلاسل فقط
independent-or-chain = مستقل أم سلسلة
either = كلاهما
coffee-from = قهوة من
any-roaster = أي محمصة
# A day and a time on the clocks of the place.
open-at = مفتوح عند (بالتوقيت المحلي)
# How far round a point.
within = ضمن
prices = الأسعار
any-price = أي سعر
price-modest = متواضعة
price-modest-or-usual = متواضعة أو معتادة
price-usual = معتادة
price-dear = مرتفعة
show = اعرض

## Practical facts

wifi = واي فاي
power = مقابس كهرباء
laptop = يرحب بالحواسيب المحمولة
dogs = يرحب بالكلاب
step-free = بلا درجات
outdoor = مقاعد خارجية
plant-milk = حليب نباتي
takeaway = طلبات خارجية
cards = بطاقات
cash = نقدًا
fact-in-part = { $fact }، جزئيًا
fact-not = { $fact }: لا

## Opening hours

open-day-and-night = مفتوح ليلًا ونهارًا
open-until = مفتوح حتى <time/>
open-until-day = مفتوح حتى <day/> <time/>
open-closes-in = { $minutes ->
    [zero] مفتوح، يغلق الآن
    [one] مفتوح، يغلق بعد دقيقة واحدة
    [two] مفتوح، يغلق بعد دقيقتين
    [few] مفتوح، يغلق بعد { $minutes } دقائق
    [many] مفتوح، يغلق بعد { $minutes } دقيقة
   *[other] مفتوح، يغلق بعد { $minutes } دقيقة
}
closed-opens = مغلق، يفتح <time/>
closed-opens-day = مغلق، يفتح <day/> <time/>
closed-this-week = مغلق هذا الأسبوع
hours-unread = كما وردت في المصدر؛ لم نستطع قراءتها على أنها أوقات، لذلك لا نقول شيئًا عن الوقت الحالي.
hours-caption = الأسبوع القادم، بالتوقيت المحلي (<zone/>)
hours-span = <opens/>–<closes/>
hours-span-to-day = <opens/>–<day/> <closes/>

## A place in a list

score-of-ten = <score/> <scale>من 10</scale>
chain = سلسلة: <name/>

## A café or a roaster

cafe-in-town = مقهى في <town/>، <country/>
cafe-in-country = مقهى في <country/>
roaster-in-town = محمصة في <town/>، <country/>
roaster-in-country = محمصة في <country/>
cafe-description = { $name }، مقهى في { $town }: أوقات العمل، وطريقة تحضير القهوة، ومعلومات عملية، وما هو قريب.
roaster-description = { $name }، محمصة في { $town }: أوقات العمل، وطريقة تحضير القهوة، ومعلومات عملية، وما هو قريب.
modest-prices = أسعار متواضعة
usual-prices = أسعار معتادة
dear-for-its-city = غالٍ بالنسبة إلى مدينته
jump-to-practical = الأوقات والطريق والمعلومات
how-it-began = كيف بدأت الحكاية
how-coffee-is-brewed = كيف تُحضَّر القهوة
on-the-bar-now = المتوفر الآن
what-it-roasts = ما تحمّصه
roasted-by = تحميص <names/>
served-at = تُقدَّم في <names/>
the-people = الناس
what-visitors-say = ما يقوله الزوار
stories-from-here = قصص من هنا
reviews-latest = أحدث { $shown } من أصل { $count }.
good-to-know = يحسن أن تعرف
hours = أوقات العمل
find-and-ask = العنوان والتواصل
directions = الاتجاهات
directions-device = خريطة هذا الجهاز
where-it-is = أين يقع
only-town-known = المدينة وحدها معروفة، لا المكان الدقيق.
provenance = من <source/>، قُرئ في <day/>.
record-at-source = السجل في مصدره
doubts = شكوك سُجلت عند الاستيراد: <doubts/>.
something-wrong = هل هناك خطأ؟ <correct>صحّحه</correct> أو <closed>أخبرنا بأنه أغلق</closed>.
what-has-changed = ما الذي تغيّر
changed-by-visitor = <day/>: <fields/>، باقتراح من زائر
changed-by-editor = <day/>: <fields/>، من محرر

## Doubts that an import notes

doubt-brewing-method-unknown = طريقة التحضير غير معروفة
doubt-coordinates-may-be-swapped = قد تكون الإحداثيات معكوسة
doubt-half-a-position = موقع ناقص
doubt-hours-not-understood = أوقات العمل غير مفهومة
doubt-name-all-capitals = الاسم كله بأحرف كبيرة
doubt-name-all-small-letters = الاسم كله بأحرف صغيرة
doubt-no-position = بلا موقع
doubt-outside-country = خارج البلد
doubt-phone-not-a-number = رقم الهاتف غير صالح
doubt-postcode-form = صيغة الرمز البريدي
doubt-time-zone-unknown = المنطقة الزمنية غير معروفة
doubt-website-not-a-url = عنوان الموقع غير صالح

## Fields that can change

field-name = الاسم
field-country = البلد
field-city = المدينة
field-address = العنوان
field-position = الموقع
field-website = الموقع الإلكتروني
field-phone = الهاتف
field-opening-hours = أوقات العمل
field-practical = المعلومات العملية
field-brewing-methods = طرق التحضير
field-closed = الإغلاق

## Beans

washed = مغسولة
natural = مجففة طبيعيًا
honey = عسلية
anaerobic = لاهوائية
wet-hulled = مقشورة رطبة
light-roast = تحميص فاتح
medium-roast = تحميص متوسط
dark-roast = تحميص داكن
altitude-range = { $from }–{ $to } م
on-the-bar-since = متوفرة منذ <day/>

## Reviews

reviews-none = لم يكتب عنه أحد بعد.
reviews-one = كتب عنه زائر واحد؛ تظهر الدرجة ابتداءً من زائرين.
score-by-visitors = <score/> <scale>من 10، بحسب { $count ->
    [zero] لا زوار
    [one] زائر واحد
    [two] زائرين
    [few] { $count } زوار
    [many] { $count } زائرًا
   *[other] { $count } زائر
}</scale>
score-coffee = القهوة
score-atmosphere = الأجواء
score-service = الخدمة
review-line = <author/>، زيارة في <day/> · القهوة <coffee/> · الأجواء <atmosphere/> · الخدمة <service/>

## People

artisans-description = معدّو القهوة والمحمّصون وأصحاب المقاهي: الناس الذين يقفون وراء المقاهي والمحامص.
artisans-lead = الناس الذين يحمّصون ويحضّرون ويكنسون.
artisans-none = لا نعرف أحدًا باسمه بعد.
artisan-description = { $name }: { $places }.
places-in-city = <places/> (<city/>)
role-since = <role/>، منذ <year/>
also-at = أيضًا في <places/>
where-to-find-them = أين تجدهم
written-by-them = ما كتبوه
craft-barista = إعداد القهوة
craft-roaster = التحميص
craft-owner = الملكية
craft-baker = الخبز
craft-importer = الاستيراد

## Ways of brewing

ways-of-brewing = طرق التحضير
brewing-description = ما هي كل طريقة تحضير، وكيف مذاقها، وكيف تُنفَّذ، والمقاهي التي تحضّر بها.
how-it-tastes = كيف مذاقها
what-you-need = ما تحتاج إليه
recipe-of = وصفة: <name/>
if-it-goes-wrong = إذا لم تنجح
cafes-that-brew-so = مقاهٍ تحضّر بهذه الطريقة
all-of-them = كلها
amount-coffee = القهوة
amount-water = الماء
amount-water-at = حرارة الماء
amount-ratio = النسبة
amount-grind = الطحن
amount-time = الوقت
grams = <number/> غ
degrees = <number/> °م
poured-to = حتى <number/> غ
long-time = <hours/> س
grind-extra-fine = ناعم جدًا
grind-fine = ناعم
grind-medium-fine = متوسط النعومة
grind-medium = متوسط
grind-medium-coarse = متوسط الخشونة
grind-coarse = خشن
clock-start = شغّل الساعة
clock-stop = أوقف الساعة
clock-stopped = توقفت.
clock-done = تم.

## Roasters

roasters-description = محامص قهوة مستقلة، الأكثر تفصيلًا في الوصف أولًا.
roasters-none = لا نعرف أي محمصة بعد. <cafes>شاهد المقاهي</cafes>
all-roasters = كل المحامص

## Cities

cities-description = مدن فيها مقاهٍ ومحامص مستقلة.
cities-none = لا نعرف أي مدينة بعد.
cafe-count = { $count ->
    [zero] لا مقاهي
    [one] مقهى واحد
    [two] مقهيان
    [few] { $count } مقاهٍ
    [many] { $count } مقهى
   *[other] { $count } مقهى
}
roaster-count = { $count ->
    [zero] لا محامص
    [one] محمصة واحدة
    [two] محمصتان
    [few] { $count } محامص
    [many] { $count } محمصة
   *[other] { $count } محمصة
}
coffee-in-title = القهوة في { $city }، { $country }
coffee-in = القهوة في <city/>
city-description = { $counts } في { $city }، مع أوقات العمل وطرق التحضير وما هو قريب.
city-no-match = لا يوجد هنا مقهى مطابق. <all>اعرضها كلها</all>
city-empty = لم يعد هنا شيء مفتوح. <cities>شاهد مدنًا أخرى</cities>
city-best = الأفضل في المدينة
city-newest = الجديد في الدليل
open-late-note = مفتوحة عند التاسعة والنصف مساءً في معظم أيام الأسبوعين القادمين.
open-late-all = كل ما يبقى مفتوحًا حتى وقت متأخر

## Maps

map-of = خريطة { $country } مع تحديد { $town }
neighbours-of = { $count ->
    [zero] { $name } بلا جيران قريبين، بمقياس الرسم؛ الشمال في الأعلى
    [one] { $name } وأقرب جيرانه، بمقياس الرسم؛ الشمال في الأعلى
    [two] { $name } وأقرب جارين إليه، بمقياس الرسم؛ الشمال في الأعلى
    [few] { $name } وأقرب { $count } جيران إليه، بمقياس الرسم؛ الشمال في الأعلى
    [many] { $name } وأقرب { $count } جارًا إليه، بمقياس الرسم؛ الشمال في الأعلى
   *[other] { $name } وأقرب { $count } جار إليه، بمقياس الرسم؛ الشمال في الأعلى
}
nearest = الأقرب، بخط مستقيم

## Stories

stories-description = قراءات أطول عن القهوة، ممن يصنعونها وممن يشربونها.
stories-none = لم يحكِ أحد قصة بعد.
all-stories = كل القصص
story-by = بقلم <author/>، <day/>
in-this-story = في هذه القصة: <places/>

## Search

search-for = البحث: { $typed }
search-description = ابحث عن المقاهي والمحامص والناس والبن وطرق التحضير والمدن والقصص.
search-button = ابحث
search-label = مقهى أو محمصة أو شخص أو بن أو مدينة
search-example = Slow Ferry
search-found = النتائج
search-nothing = لم نجد شيئًا
search-nothing-advice = لا نعرف شيئًا باسم «<typed/>». جرّب كلمات أقل، أو <cities>اختر مدينة</cities>.
search-everything = ابحث في كل شيء
search-read-as = قُرئت «<typed/>» على أنها «<read/>».
search-kinds = الأنواع
search-all-kinds = كل شيء
kind-cafe = مقهى
kind-roaster = محمصة
kind-artisan = حرفي
kind-bean = بن
kind-brewing-method = طريقة تحضير
kind-city = مدينة
kind-story = قصة
kinds-bean = أنواع البن
kinds-brewing-method = طرق التحضير

## Saved places

save = احفظ
save-done = محفوظ
save-unable = هذا المتصفح لا يحفظ البيانات
saved-description = المقاهي والمحامص التي حفظتها في هذا المتصفح.
saved-none = لم تحفظ شيئًا بعد. افتح مكانًا يعجبك واضغط «احفظ»؛ يبقى في هذا المتصفح ولا يذهب إلى أي مكان آخر.
saved-needs-script = يحتاج الحفظ إلى JavaScript، لأن ما تحفظه يبقى في متصفحك.
saved-remove = أزل

## Suggestions

correct-title = تصحيح <name/>
closed-title = هل أغلق <name/>؟
suggest-description = ساعدنا في إبقاء الدليل صحيحًا.
suggest-lead = ينظر شخص فيما ترسله قبل أن يتغير أي شيء. وتحصل على عنوان ترى فيه ما آل إليه.
suggest-send = أرسل الاقتراح
correct-send = أرسل التصحيح
closed-send = نعم، لقد أغلق
not-sent-yet = <strong>لم يُرسل بعد.</strong> <problem/> ما كتبته ما زال هنا.
note-label = كيف عرفت ذلك؟
email-label = أين نخبرك بما آل إليه؟
email-note = ننسى العنوان بمجرد أن نخبرك.
closed-consequence = يخرج <name/> من الدليل بعد أن يتحقق أحد من ذلك.
label-name = الاسم
label-city = المدينة
label-country = البلد
choose-one = اختر واحدًا
label-address = الشارع والرقم
label-website = الموقع الإلكتروني، ويبدأ بـ ⁦https://⁩
label-phone = الهاتف
label-opening-hours = أوقات العمل، مثل ⁦Mo-Fr 08:00-18:00; Sa 09:00-16:00⁩
field-optional = اختياري
fault-required = يلزم هنا حرف أو رقم واحد على الأقل.
fault-text = { $most } حرفًا على الأكثر، ومن دون رموز تحكم.
fault-website = يبدأ الموقع بـ ⁦https://⁩ أو ⁦http://⁩ ولا مسافات فيه.
fault-email = عنوان واحد مثل ⁦name@example.org⁩، ولا شيء غيره.
fault-country = اختر بلدًا.
fault-brewing-methods = إحدى طرق التحضير غير معروفة لدينا.
fault-change = لم يتغير شيء؛ غيّر حقلًا واحدًا على الأقل.
how-it-brews = كيف يحضّر القهوة
offered-unknown = غير معروف
offered-yes = نعم
offered-in-part = جزئيًا
offered-no = لا

## What became of a suggestion

suggestion-title = اقتراحك
suggestion-pending = شكرًا لك
suggestion-pending-sentence = ينتظر اقتراحك أن ينظر فيه أحد، وقد يستغرق ذلك بضعة أيام. احتفظ بهذا العنوان: سيظهر فيه ما آل إليه.
suggestion-accepted = قُبل
suggestion-accepted-sentence = صار الآن في الدليل. شكرًا لك.
suggestion-declined = لم يُؤخذ به
suggestion-declined-sentence = نظر فيه أحد وترك الدليل كما كان.
sent-on = أُرسل في <day/>.
to-the-cafe = إلى المقهى
to-the-cafes = إلى المقاهي
to-the-roaster = إلى المحمصة

## When something is not there or cannot be done

not-found = لا شيء هنا
not-found-sentence = هذا العنوان لا يقود إلى مكان. ربما كُتب خطأً، أو أن المكان لم يكن في الدليل يومًا.
gone = أغلق نهائيًا
gone-sentence = أغلق المكان الذي كان هنا نهائيًا، ومعه صفحته.
find-another = ابحث عن غيره
bad-request = هذا العنوان ليس صحيحًا تمامًا
show-all-cafes = اعرض كل المقاهي
unavailable = الإبريق ما زال يسخن
unavailable-sentence = لا نستطيع جلب هذه الصفحة الآن. لم يضع شيء: انتظر بضع ثوانٍ وأعد تحميلها.
try-again = حاول مرة أخرى
quote-trace = إذا بقي الأمر هكذا، فاذكر لنا <trace/>.
problem-unreadable = تعذّرت قراءة العنوان أو النموذج. ارجع وحاول مرة أخرى.
problem-forbidden = لا يجوز لصفحة من موقع آخر أن تكتب هنا.
problem-too-large = النموذج كبير جدًا، أو لم يصل كاملًا.
problem-address-too-long = هذا العنوان أطول من أي عنوان لدينا.
problem-no-form = هذا العنوان يستقبل النماذج.
problem-under-way = النموذج نفسه قيد الاستلام الآن. انتظر لحظة ثم أرسله مرة أخرى: التكرار لا يضر.
problem-unavailable = تعذّر الإرسال الآن. أرسله مرة أخرى بعد بضع ثوانٍ: التكرار لا يضر.
problem-too-many = وصل الكثير من اتصالك خلال الساعة الأخيرة.
problem-not-taken = لا يمكن قبوله كما هو.

## About

about-description = ما هو CraftBean، وما يعرفه، وما لا يفعله.
about-title = عن CraftBean
about-lead = دليل للمقاهي والمحامص المستقلة وللناس الذين يقفون وراءها، في كل مكان معًا.
about-knows = ما يعرفه
about-knows-text = حقائق من أدلة مفتوحة: أين يقع المكان، ومتى يفتح، وكيف تُحضَّر القهوة فيه، وكيف الجلوس فيه. تذكر كل صفحة مصدرها وترخيصه واليوم الذي قُرئ فيه. وما لا نعرفه نتركه، ولا نخمّنه أبدًا.
about-does-not = ما لا يفعله
about-does-not-text = لا يتتبع أحدًا. يضع ملف تعريف ارتباط واحدًا، لدقيقة واحدة، عندما ترسل إلينا شيئًا، حتى لا نعرض عليك ما هو أقدم. تبقى الأماكن التي تحفظها في متصفحك. وموقعك، إن أعطيتنا إياه، يُقرَّب إلى كيلومتر تقريبًا قبل إرساله، ولا نحتفظ به.
about-sources = من أين تأتي المعلومات
about-sources-text = في صفحة <sources>المصادر والتراخيص</sources> كل من يُعرض عملهم هنا.

## Sources and licences

attribution-description = من أين تأتي حقائق CraftBean وبأي تراخيص.
attribution-lead = يُحفظ كل مصدر منفصلًا عن غيره ويُعرض بترخيصه الخاص.
place-count = { $count ->
    [zero] لا أماكن
    [one] مكان واحد
    [two] مكانان
    [few] { $count } أماكن
    [many] { $count } مكانًا
   *[other] { $count } مكان
}
maps-and-letters = الخرائط والخطوط
maps-and-letters-text = حدود البلدان: Natural Earth، ملكية عامة. الحدود المستخدمة للتحقق من المواقع: © مساهمو OpenStreetMap، ‏ODbL 1.0. العناوين بخط Young Serif، ‏SIL Open Font License 1.1.

## Suggestions while one types, without a network, and maps

search-suggestions = اقتراحات:
offline-notice = لا تستجيب الشبكة أو الموقع الآن. هذه الصفحة كما رأيتها آخر مرة.
offline-title = أنت غير متصل
offline-sentence = هذه الصفحة غير محفوظة في هذا المتصفح. ما حفظته وآخر الصفحات التي رأيتها يمكن قراءتها دون اتصال.
offline-read-saved = اقرأ ما حفظته
map-show = أظهر الخريطة
map-loading = جارٍ رسم الخريطة…
map-failed = لا يمكن رسم الخريطة هنا. كل ما فيها موجود في القائمة.
map-title = خريطة هذه المقاهي
map-zoom-in = تكبير
map-zoom-out = تصغير
map-credits = أظهر مصدر الخريطة أو أخفه
map-many = أماكن هنا، كبّر لرؤيتها:
map-land = الحدود: Natural Earth
# Leads from the filters down to the map, where it is below the list.
map-jump = إلى الخريطة
map-search-here = ابحث في هذه المنطقة
