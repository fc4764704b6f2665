### 日本語。翻訳する人のための説明は en.ftl にあります。

## Everywhere

brand-line = 独立系のカフェと焙煎所、そしてそこで働く人たち。
skip-to-content = 本文へ移動
navigation-site = サイト
navigation-about = このサイトについて
navigation-languages = 言語
navigation-pages = ページ
cafes = カフェ
roasters = 焙煎所
artisans = 人
brewing = 淹れ方
stories = 読みもの
cities = 都市
near-me = 近くで探す
search = 検索
saved = 保存済み
suggest-a-cafe = カフェを教える
about = このサイトについて
sources-and-licences = 出典とライセンス
programming-interface = API
fiction-label = このデータについて
fiction-notice = <strong>デモです。</strong>このページで「架空」と示したものは実在しません。CraftBeanでできることをお見せするために作りました。
fictional = 架空
fictional-attribution = このデモのために書かれた架空の場所
show-more = もっと見る
all-cafes = すべてのカフェ
all-cities = すべての都市
between-names = 、
name-in-town = { $name }（{ $town }）
place-in-town = <place/>（<town/>）
quotation = 「<words/>」
more-than = { $count }以上
metres = <number/> m
kilometres = <number/> km

## Days of the week, as they stand in a table and after "opens"

monday = 月曜日
tuesday = 火曜日
wednesday = 水曜日
thursday = 木曜日
friday = 金曜日
saturday = 土曜日
sunday = 日曜日

## The first page

home-title = CraftBean：世界の独立系コーヒー
home-description = 世界各地の都市にある独立系のカフェと焙煎所、そしてそこで働く人たちを見つけられます。
home-heading = 名前のある人が淹れる、おいしいコーヒー。
home-lead = CraftBeanは、独立系のカフェと焙煎所、そしてそこで働く人たちのガイドです。まずは町の名前からどうぞ。
worth-knowing = 知っておきたいカフェ
by-the-way-it-is-brewed = 淹れ方から選ぶ
town-or-city = 町や都市
town-example = Helsinki
find-coffee = コーヒーを探す

## The button that asks for the position

use-my-position = 現在地を使う
position-unable = このブラウザでは現在地がわかりません。町の名前を入力してください。
position-asking = ブラウザに現在地を尋ねています…
position-waiting = まだ探しています。町の名前を入力することもできます。
position-refused = 現在地がわかりません。許可されなかったか、見つかりませんでした。町の名前を入力してください。
offline = オフラインのようです。接続が戻ったら、もう一度お試しください。

## Near me

near-description = 近くのカフェを、およそ1キロメートル単位に丸めた現在地か、町の名前から探せます。
near-note = 現在地は、ブラウザから送られる前に、およそ1キロメートル単位に丸められます。
near-around = ネットワークから推定したあなたの周辺
near-around-note = ネットワークが知っているのはおおよその地域だけで、通りまではわかりません。許可すれば、ブラウザがより正確に教えてくれます。
cafes-near-you = 近くのカフェ
near-begin = ここから始めることもできます
near-which = どの町でしょうか。
near-closest-first = 近い順
near-nothing = <radius/>以内には見つかりません
near-nothing-advice = まだその辺りのカフェを知りません。近くの町でお試しください。
near-unknown = その町はまだ載っていません
near-unknown-advice = 「<town/>」のカフェはまだ知りません。つづりを確かめるか、<cities>すべての都市から選んでください</cities>。

## Lists of cafés and their filters

cafes-that-brew = <method/>を淹れるカフェ
cafes-description = 独立系のカフェを、評価の高い順に。
cafes-none = 当てはまるカフェがありません。<all>すべてのカフェを表示</all>
results = 結果
best-note = 評価の高い順：すべてのレビューの平均（2 × コーヒー + 雰囲気 + 接客）÷ 4を、8人が7を付けたものとして7に寄せています。1件の10点が200件の9点を上回らないようにするためです。同点の場合は、情報の充実した順です。
brewed-by = 淹れ方
any-method = すべての淹れ方
method-with-count = { $method }（{ $count }）
order = 並び順
best-first = 評価の高い順
newest-first = 新しい順
by-name = 名前順
open-now = 営業中
open-late = 夜遅くまで営業
more-filters = 条件を追加
what-it-offers = 設備とサービス
only-independent = 独立系のみ
only-chains = チェーン店のみ
independent-or-chain = 独立系かチェーン店か
either = どちらでも
coffee-from = 焙煎所で選ぶ
any-roaster = すべての焙煎所
# A day and a time on the clocks of the place.
open-at = この日時に営業（現地時間）
# How far round a point.
within = 範囲
prices = 価格
any-price = すべて
price-modest = 手頃
price-modest-or-usual = 手頃または標準
price-usual = 標準
price-dear = 高め
show = 表示

## Practical facts

wifi = Wi-Fi
power = 電源
laptop = パソコン作業可
dogs = 犬同伴可
step-free = 段差なし
outdoor = 屋外席
plant-milk = 植物性ミルク
takeaway = 持ち帰り
cards = カード払い
cash = 現金払い
fact-in-part = { $fact }（一部）
fact-not = { $fact }：なし

## Opening hours

open-day-and-night = 24時間営業
open-until = 営業中、<time/>まで
open-until-day = 営業中、<day/><time/>まで
open-closes-in = { $minutes ->
   *[other] 営業中、あと{ $minutes }分で閉店
}
closed-opens = 営業時間外、<time/>開店
closed-opens-day = 営業時間外、<day/><time/>開店
closed-this-week = 今週は休業
hours-unread = 出典の記載のままです。営業時間として読み取れなかったため、現在営業しているかどうかはわかりません。
hours-caption = これからの1週間、現地時間（<zone/>）
hours-span = <opens/>～<closes/>
hours-span-to-day = <opens/>～<day/><closes/>

## A place in a list

score-of-ten = <score/> <scale>/ 10</scale>
chain = チェーン：<name/>

## A café or a roaster

cafe-in-town = <country/>、<town/>のカフェ
cafe-in-country = <country/>のカフェ
roaster-in-town = <country/>、<town/>の焙煎所
roaster-in-country = <country/>の焙煎所
cafe-description = { $name }（{ $town }のカフェ）：営業時間、コーヒーの淹れ方、役に立つ情報、近くの場所。
roaster-description = { $name }（{ $town }の焙煎所）：営業時間、コーヒーの淹れ方、役に立つ情報、近くの場所。
modest-prices = 手頃な価格
usual-prices = 標準的な価格
dear-for-its-city = この都市では高め
jump-to-practical = 営業時間、行き方、情報
how-it-began = はじまり
how-coffee-is-brewed = コーヒーの淹れ方
on-the-bar-now = いま出している豆
what-it-roasts = 焙煎している豆
roasted-by = 焙煎：<names/>
served-at = 飲めるカフェ：<names/>
the-people = 働く人たち
what-visitors-say = 訪れた人の声
stories-from-here = この場所の読みもの
reviews-latest = 全{ $count }件のうち、新しい{ $shown }件です。
good-to-know = 知っておくと便利なこと
hours = 営業時間
find-and-ask = 住所と連絡先
directions = 行き方
directions-device = この端末の地図
where-it-is = 場所
only-town-known = わかっているのは町だけで、正確な場所はわかりません。
provenance = 出典：<source/>（<day/>確認）。
record-at-source = 出典の記録
doubts = 取り込み時に気づいた疑問点：<doubts/>。
something-wrong = 間違いがありますか。<correct>修正を送る</correct>か、<closed>閉店を知らせて</closed>ください。
what-has-changed = 変更の記録
changed-by-visitor = <day/>：<fields/>（訪れた人の提案）
changed-by-editor = <day/>：<fields/>（編集者）

## Doubts that an import notes

doubt-brewing-method-unknown = 淹れ方が不明
doubt-coordinates-may-be-swapped = 座標が入れ替わっている可能性
doubt-half-a-position = 位置が不完全
doubt-hours-not-understood = 営業時間を読み取れない
doubt-name-all-capitals = 名前がすべて大文字
doubt-name-all-small-letters = 名前がすべて小文字
doubt-no-position = 位置がない
doubt-outside-country = 国の外
doubt-phone-not-a-number = 電話番号が無効
doubt-postcode-form = 郵便番号の形式
doubt-time-zone-unknown = タイムゾーンが不明
doubt-website-not-a-url = ウェブサイトのアドレスが無効

## Fields that can change

field-name = 名前
field-country = 国
field-city = 都市
field-address = 住所
field-position = 位置
field-website = ウェブサイト
field-phone = 電話番号
field-opening-hours = 営業時間
field-practical = 設備とサービス
field-brewing-methods = 淹れ方
field-closed = 閉店

## Beans

washed = ウォッシュト
natural = ナチュラル
honey = ハニー
anaerobic = アナエロビック
wet-hulled = スマトラ式
light-roast = 浅煎り
medium-roast = 中煎り
dark-roast = 深煎り
altitude-range = { $from }～{ $to } m
on-the-bar-since = <day/>から提供

## Reviews

reviews-none = まだ感想がありません。
reviews-one = 1人が感想を書いています。評価は2人目から表示します。
score-by-visitors = <score/> <scale>/ 10（{ $count ->
   *[other] { $count }人の評価
}）</scale>
score-coffee = コーヒー
score-atmosphere = 雰囲気
score-service = 接客
review-line = <author/>（<day/>訪問） · コーヒー <coffee/> · 雰囲気 <atmosphere/> · 接客 <service/>

## People

artisans-description = バリスタ、焙煎士、オーナー。カフェと焙煎所で働く人たちです。
artisans-lead = 焙煎し、淹れ、床を掃く人たち。
artisans-none = 名前のわかる人はまだいません。
artisan-description = { $name }：{ $places }。
places-in-city = <places/>（<city/>）
role-since = <role/>、<year/>年から
also-at = <places/>でも働いています
where-to-find-them = 会える場所
written-by-them = 書いたもの
craft-barista = バリスタ
craft-roaster = 焙煎士
craft-owner = オーナー
craft-baker = パン職人
craft-importer = 輸入業者

## Ways of brewing

ways-of-brewing = 淹れ方
brewing-description = それぞれの淹れ方の特徴、味、手順、そしてその淹れ方で出すカフェ。
how-it-tastes = 味わい
what-you-need = 必要なもの
recipe-of = レシピ：<name/>
if-it-goes-wrong = うまくいかないとき
cafes-that-brew-so = この淹れ方で出すカフェ
all-of-them = すべて見る
amount-coffee = コーヒー
amount-water = 水
amount-water-at = 湯温
amount-ratio = 比率
amount-grind = 挽き目
amount-time = 時間
grams = <number/> g
degrees = <number/> °C
poured-to = <number/> gまで
long-time = <hours/>時間
grind-extra-fine = 極細挽き
grind-fine = 細挽き
grind-medium-fine = 中細挽き
grind-medium = 中挽き
grind-medium-coarse = 中粗挽き
grind-coarse = 粗挽き
clock-start = 計測を始める
clock-stop = 計測を止める
clock-stopped = 止めました。
clock-done = できあがりです。

## Roasters

roasters-description = 独立系のコーヒー焙煎所を、情報の充実した順に。
roasters-none = まだ焙煎所を知りません。<cafes>カフェを見る</cafes>
all-roasters = すべての焙煎所

## Cities

cities-description = 独立系のカフェと焙煎所がある都市。
cities-none = まだ都市を知りません。
cafe-count = { $count ->
   *[other] カフェ{ $count }軒
}
roaster-count = { $count ->
   *[other] 焙煎所{ $count }軒
}
coffee-in-title = { $city }（{ $country }）のコーヒー
coffee-in = <city/>のコーヒー
city-description = { $city }の{ $counts }。営業時間、淹れ方、近くの場所も。
city-no-match = 当てはまるカフェがありません。<all>すべて表示</all>
city-empty = ここで営業している店はもうありません。<cities>ほかの都市を見る</cities>
city-best = この街で評価の高いカフェ
city-newest = ガイドに新しく載ったカフェ
open-late-note = これからの2週間、ほとんどの日の21時30分に営業しています。
open-late-all = 夜遅くまで営業しているカフェをすべて見る

## Maps

map-of = { $town }に印を付けた{ $country }の地図
neighbours-of = { $count ->
   *[other] { $name }と最も近い{ $count }軒、縮尺どおり、上が北
}
nearest = 直線距離で近い順

## Stories

stories-description = コーヒーを作る人と飲む人による、少し長めの読みもの。
stories-none = まだ読みものがありません。
all-stories = すべての読みもの
story-by = 文：<author/>、<day/>
in-this-story = この読みものに出てくる場所：<places/>

## Search

search-for = 検索：{ $typed }
search-description = カフェ、焙煎所、人、豆、淹れ方、都市、読みものを検索できます。
search-button = 検索
search-label = カフェ、焙煎所、人、豆、都市
search-example = Slow Ferry
search-found = 見つかったもの
search-nothing = 見つかりません
search-nothing-advice = 「<typed/>」という名前のものはまだ知りません。言葉を減らすか、<cities>都市を選んでください</cities>。
search-everything = すべてから検索
search-read-as = 「<typed/>」を「<read/>」として検索しました。
search-kinds = 種類
search-all-kinds = すべて
kind-cafe = カフェ
kind-roaster = 焙煎所
kind-artisan = 人
kind-bean = 豆
kind-brewing-method = 淹れ方
kind-city = 都市
kind-story = 読みもの
kinds-bean = 豆
kinds-brewing-method = 淹れ方

## Saved places

save = 保存
save-done = 保存済み
save-unable = このブラウザでは保存できません
saved-description = このブラウザに保存したカフェと焙煎所。
saved-none = まだ何も保存していません。気に入った場所を開いて「保存」を押してください。このブラウザの中だけに残り、ほかのどこにも送られません。
saved-needs-script = 保存した内容はブラウザの中に残るため、保存にはJavaScriptが必要です。
saved-remove = 削除

## Suggestions

correct-title = <name/>の情報を修正
closed-title = <name/>は閉店しましたか。
suggest-description = ガイドを正しく保つためにご協力ください。
suggest-lead = 送っていただいた内容は、変更の前に人が確認します。その後どうなったかを見られるアドレスをお渡しします。
suggest-send = 教える
correct-send = 修正を送る
closed-send = はい、閉店しました
not-sent-yet = <strong>まだ送信されていません。</strong><problem/> 入力した内容はそのまま残っています。
note-label = どのように知りましたか。
email-label = 結果をお知らせする先
email-note = アドレスは、お知らせが済みしだい消去します。
closed-consequence = <name/>は、確認が済みしだいガイドから外れます。
label-name = 名前
label-city = 都市
label-country = 国
choose-one = 選んでください
label-address = 番地まで
label-website = ウェブサイト（https:// から始まるもの）
label-phone = 電話番号
label-opening-hours = 営業時間（例：Mo-Fr 08:00-18:00; Sa 09:00-16:00）
field-optional = 任意
fault-required = 文字か数字を1つ以上入力してください。
fault-text = { $most }文字以内で、制御文字は使えません。
fault-website = ウェブサイトは https:// または http:// から始め、空白は入れないでください。
fault-email = name@example.org のようなアドレスを1つだけ入力してください。
fault-country = 国を選んでください。
fault-brewing-methods = 知らない淹れ方が含まれています。
fault-change = 何も変更されていません。1つ以上の項目を変更してください。
how-it-brews = コーヒーの淹れ方
offered-unknown = 不明
offered-yes = あり
offered-in-part = 一部
offered-no = なし

## What became of a suggestion

suggestion-title = お送りいただいた内容
suggestion-pending = ありがとうございます
suggestion-pending-sentence = 確認を待っています。数日かかります。このアドレスを控えておいてください。結果はここに表示されます。
suggestion-accepted = 採用されました
suggestion-accepted-sentence = ガイドに反映されました。ありがとうございます。
suggestion-declined = 見送りました
suggestion-declined-sentence = 確認のうえ、ガイドはそのままとしました。
sent-on = <day/>に送信。
to-the-cafe = カフェのページへ
to-the-cafes = カフェの一覧へ
to-the-roaster = 焙煎所のページへ

## When something is not there or cannot be done

not-found = ここには何もありません
not-found-sentence = このアドレスの先には何もありません。つづりが違うか、その場所がガイドに載ったことがないのかもしれません。
gone = 閉店しました
gone-sentence = ここにあった場所は閉店し、ページもなくなりました。
find-another = ほかの場所を探す
bad-request = アドレスが正しくないようです
show-all-cafes = すべてのカフェを表示
unavailable = お湯がまだ沸いていません
unavailable-sentence = いまこのページを取得できません。失われたものはありません。数秒待ってから、もう一度読み込んでください。
try-again = もう一度試す
quote-trace = この状態が続くときは、<trace/>をお知らせください。
problem-unreadable = アドレスまたはフォームを読み取れませんでした。前のページに戻って、もう一度お試しください。
problem-forbidden = ほかのサイトのページからは、ここに書き込めません。
problem-too-large = フォームが大きすぎるか、途中で途切れました。
problem-address-too-long = このアドレスは、どのページのものよりも長くなっています。
problem-no-form = このアドレスはフォームを受け付けるところです。
problem-under-way = 同じフォームを受け付けているところです。少し待ってから、もう一度送信してください。二度送っても問題ありません。
problem-unavailable = いま送信できませんでした。数秒後にもう一度送信してください。二度送っても問題ありません。
problem-too-many = この1時間に、お使いの接続から届いたものが多すぎます。
problem-not-taken = このままでは受け付けられません。

## About

about-description = CraftBeanとは何か、何を知っていて、何をしないか。
about-title = CraftBeanについて
about-lead = 独立系のカフェと焙煎所、そしてそこで働く人たちの、世界中どこでも使えるガイドです。
about-knows = 知っていること
about-knows-text = 公開されている名簿にある事実です。場所、営業時間、コーヒーの淹れ方、居心地など。どのページにも、出典とそのライセンス、確認した日を記しています。わからないことは載せず、推測もしません。
about-does-not = しないこと
about-does-not-text = 誰も追跡しません。何かを送っていただいたときにだけ、古い内容をお見せしないよう、1分間だけCookieを1つ使います。保存した場所はブラウザの中に残ります。現在地は、お知らせいただいた場合も、およそ1キロメートル単位に丸めてから送られ、保管されません。
about-sources = 情報の出どころ
about-sources-text = <sources>出典とライセンス</sources>に、ここで使わせていただいているすべての方を載せています。

## Sources and licences

attribution-description = CraftBeanの情報の出どころと、そのライセンス。
attribution-lead = 出典ごとに分けて扱い、それぞれのライセンスのもとで表示しています。
place-count = { $count ->
   *[other] { $count }か所
}
maps-and-letters = 地図と書体
maps-and-letters-text = 国の輪郭：Natural Earth、パブリックドメイン。位置の確認に使った国境：© OpenStreetMap contributors、ODbL 1.0。見出しの書体：Young Serif、SIL Open Font License 1.1。

## Suggestions while one types, without a network, and maps

search-suggestions = 候補：
offline-notice = 現在、接続できないか、サイトが応答していません。最後にご覧になったときのページを表示しています。
offline-title = オフラインです
offline-sentence = このページはこのブラウザに残っていません。保存した場所と最近ご覧になったページは、接続がなくても読めます。
offline-read-saved = 保存したものを読む
map-show = 地図を表示
map-loading = 地図を描いています…
map-failed = ここでは地図を描けません。地図にあるものはすべて一覧にあります。
map-title = これらのカフェの地図
map-zoom-in = 拡大
map-zoom-out = 縮小
map-credits = 地図の出典を表示または非表示
map-many = ここにある場所、拡大する：
map-land = 輪郭：Natural Earth
# Leads from the filters down to the map, where it is below the list.
map-jump = 地図へ
map-search-here = この範囲で探す
