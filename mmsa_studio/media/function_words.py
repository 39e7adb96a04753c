"""The words that no conversation does without, by language, for telling languages of the Latin and Cyrillic scripts.

Written down from general knowledge of these languages; nothing here was counted in a corpus.
"""

from __future__ import annotations

_WORDS = {
    "en": "the a an and or but if of to in on at for from with by is are was were be been am i you he she it we they me"
    " him her us them my your his our their this that these those what who where when why how not no yes do does"
    " did don't didn't have has had will would can could should i'm you're it's that's he's she's we're they're"
    " i'll you'll can't won't isn't wasn't doesn't i've you've we've let's there here just get got know think want"
    " going gonna go come like all about out up now then than so as into good right well okay oh hey please thank"
    " thanks sorry really never because something nothing anything someone tell said say make take see look back"
    " over only very too more time people man god must might may shall himself yourself every other some any which"
    " there's what's love hate hell believe again always still away before after first little down off even"
    " another who's",
    "fr": "le la les un une des du de et ou mais si que qui quoi dont où dans sur sous pour par avec sans chez est es"
    " suis sont était êtes sommes ai as a avons avez ont je tu il elle on nous vous ils elles me te se lui leur"
    " mon ma mes ton ta tes son sa ses notre votre ce cet cette ces ça c'est pas ne n'est non oui très bien tout"
    " tous toute rien plus jamais j'ai je-suis t'es qu'il qu'on d'un d'une l'ai y en aussi comme quand pourquoi"
    " comment fait faire être avoir va vais allez merci bonjour peut peux veux faut moi toi eux même encore ici là"
    " parce alors voilà monsieur madame",
    "de": "der die das den dem des ein eine einen einem einer und oder aber wenn dass daß weil von zu zum zur in im an"
    " am auf für mit bei aus nach ist sind war waren bin bist sein hat habe haben hast hatte ich du er sie es wir"
    " ihr mich dich sich uns euch mir dir ihm ihn mein meine dein deine seine unser nicht kein keine nein ja doch"
    " was wer wo wann warum wie hier da jetzt noch nur auch schon mal so sehr gut alles nichts etwas immer nie"
    " kann kannst können muss will wollen wird werden würde soll mehr wieder man bitte danke diese dieser dieses"
    " weiß geht gehen komm",
    "es": "el la los las un una unos unas de del y o pero si que qué quien quién donde dónde en con por para sin sobre"
    " es son era eres soy está están estoy estaba fue ser estar ha he has han había hay yo tú él ella nosotros"
    " ustedes me te se lo le les nos mi mis tu tus su sus este esta esto ese esa eso no sí muy bien todo todos"
    " nada algo nunca siempre más como cómo cuando cuándo por-qué porque también aquí ahí ahora ya hacer puede"
    " puedo quiero tiene tengo vamos gracias señor hola al usted dios hombre así hasta mucho otra vez solo sólo"
    " creo sé",
    "it": "il lo la i gli le un uno una di del della dei delle dello da dal dalla in nel nella su sul con per tra e o"
    " ma se che chi cosa dove quando come perché è sono era sei siamo siete hai ho ha abbiamo hanno io tu lui lei"
    " noi voi loro mi ti si ci vi ne mio mia tuo tua suo sua questo questa quello quella non no sì molto bene"
    " tutto tutti niente più mai sempre anche ancora qui qua ora adesso già fare essere può posso voglio devo so"
    " va grazie signore ciao c'è cos'è allora solo così stato fatto dio alla al ai credo sta",
    "pt": "o a os as um uma de do da dos das no na nos nas em com por para sem e ou mas se que quem onde quando como"
    " porque por-que é são era foi ser está estou estava estão tem tenho ter há eu tu ele ela nós vocês você eles"
    " elas me te lhe meu minha seu sua teu tua nosso isso isto este esta esse essa aquele não sim muito bem tudo"
    " nada mais nunca sempre também aqui ali agora já fazer pode posso quero vou vai vamos obrigado obrigada"
    " senhor olá ao à pelo pela até então só ainda deus sei acho gente coisa mesmo",
    "nl": "de het een en of maar als dat die dit deze van naar in op aan bij met voor uit om te is zijn was waren ben"
    " bent heb heeft hebben had ik jij je hij zij ze we wij jullie u mij me hem haar ons hun mijn jouw onze niet"
    " geen nee ja wat wie waar wanneer waarom hoe hier daar nu nog alleen ook al zo heel goed alles niets iets"
    " altijd nooit kan kunt moet wil wel zou gaan ga kom meer weer er toch dan over weet doen dank hebt wordt laat"
    " eens mensen",
    "sv": "och eller men om att det den de en ett av till i på för från med är var varit vara har hade jag du han hon"
    " vi ni mig dig sig honom henne oss er dem min mitt mina din ditt hans hennes vår inte ingen inget nej ja vad"
    " vem när varför hur här där nu bara också så mycket bra allt något alltid aldrig kan måste vill ska skulle"
    " kommer mer igen man tack som än vet gör göra går någon detta dessa sin då ju kom",
    "da": "og eller men hvis at det den de en et af til i på for fra med er var været være har havde jeg du han hun vi"
    " mig dig sig ham hende os jer dem min mit mine din dit hans hendes vores ikke ingen intet nej ja hvad hvem"
    " hvor hvornår hvorfor hvordan her der nu kun også så meget godt alt noget altid aldrig kan må vil skal skulle"
    " kommer mere igen man tak som end ved gør gøre går nogen dette disse sin da jo lad kom bare",
    "no": "og eller men hvis at det den de en et ei av til i på for fra med er var vært være har hadde jeg du han hun"
    " vi dere meg deg seg ham henne oss dem min mitt mine din ditt hans hennes vår ikke ingen ingenting nei ja hva"
    " hvem hvor når hvorfor hvordan her der nå bare også så mye bra alt noe alltid aldri kan må vil skal skulle"
    " kommer mer igjen man takk som enn vet gjør gjøre går noen dette disse sin da jo la kom",
    "fi": "ja tai mutta jos että se ne ei en et emme ette eivät on oli ovat olen olet olemme olette olla ollut minä"
    " sinä hän me te he minun sinun hänen minua sinua minulla sinulla mitä mikä kuka missä milloin miksi miten"
    " kuinka tämä tuo nämä niin kuin kun nyt vain vielä myös jo hyvin hyvä kaikki mitään jotain aina koskaan voi"
    " voin pitää täytyy tulee menee enemmän taas kiitos tässä siellä täällä sitten sitä tätä minut sinut hänet"
    " kanssa älä eikä onko oletko koska",
    "pl": "i a lub ale jeśli że to ten ta te tego tej w we na do od z ze za po przez dla przy jest są był była było być"
    " jestem jesteś ja ty on ona ono my wy oni mnie cię ci go jej nas was ich mój moja twój twoja jego nasz nie"
    " tak co kto gdzie kiedy dlaczego jak tu tutaj tam teraz już jeszcze tylko też bardzo dobrze wszystko nic coś"
    " zawsze nigdy może mogę muszę chcę mam masz ma mamy się sobie o czy by pan pani dziękuję proszę żeby więc no"
    " wiem",
    "cs": "a nebo ale jestli že to ten ta ty ti toho v ve na do od z ze za po pro při je jsou byl byla bylo být jsem"
    " jsi jste jsme já on ona my vy oni mě tě ho jí nás vás jich můj moje tvůj tvoje jeho náš ne ano co kdo kde"
    " kdy proč jak tady tam teď už ještě jen taky také velmi dobře všechno nic něco vždy nikdy může můžu musím"
    " chci mám máš má se si mi by tak pane děkuji prosím aby když bude nebude není mně tebe jako která který",
    "sk": "a alebo ale ak že to ten tá tí toho v vo na do od z zo za po pre pri je sú bol bola bolo byť som si ste sme"
    " ja ty on ona my vy oni ma ťa ho jej nás vás ich môj moja tvoj tvoja jeho náš nie áno čo kto kde kedy prečo"
    " ako tu tam teraz už ešte len aj tiež veľmi dobre všetko nič niečo vždy nikdy môže môžem musím chcem mám máš"
    " má sa by tak pane ďakujem prosím aby keď bude nebude nie-je mne teba ktorá ktorý",
    "hu": "a az egy és vagy de ha hogy ez azt ezt nem igen van vannak volt voltak lesz lenne vagyok én te ő mi ti ők"
    " engem téged őt minket nekem neked neki nekünk mit ki hol mikor miért hogyan itt ott most már még csak is"
    " nagyon jó jól minden semmi valami mindig soha kell akarok tudom tudod lehet meg el be fel le mint több újra"
    " köszönöm kérem szerintem hát ne legyen ilyen olyan akkor amit ami aki azért ezért",
    "ro": "și si sau dar dacă că să de la în din pe cu pentru fără este e sunt era ești suntem fost fi am ai are avem"
    " au eu tu el ea noi voi ei mă te se îl o ne vă mi ți îi meu mea tău ta lui nostru acest această asta ăsta"
    " acel nu da ce cine unde când cum aici acolo acum deja doar și-a foarte bine tot toate nimic ceva mereu"
    " niciodată poate pot vreau trebuie mai un unei unui al ale mulțumesc domnule vrei știu așa a-l nu-i ca prea"
    " fac",
    "tr": "ve veya ama eğer bu şu o bir ben sen biz siz onlar beni seni onu bizi sizi bana sana ona benim senin onun"
    " bizim var yok değil evet hayır ne kim nerede neden niye nasıl burada orada şimdi daha sadece da de çok iyi"
    " her hiç bir-şey şey zaman asla mı mi mu mü için gibi kadar ile sonra önce olarak olan oldu olur ki tamam"
    " lütfen teşekkür efendim gel git istiyorum biliyorum musun mısın misin müsün hadi bunu ya",
    "vi": "và hoặc nhưng nếu là của không có được tôi anh em cô ông bà chúng ta mình nó họ cậu cái này đó kia gì ai đâu"
    " khi sao thế nào ở đây bây giờ đã đang sẽ chỉ cũng rất tốt mọi mỗi luôn phải muốn biết cho với từ đến đi về"
    " ra vào lên hãy đừng vì một người nhiều hơn lại rồi thì mà các những làm nói xin cảm ơn",
    "id": "dan atau tapi tetapi jika kalau bahwa yang di ke dari pada untuk dengan oleh adalah ada itu ini saya aku kau"
    " kamu anda dia ia kami kita mereka ku mu nya tidak tak bukan jangan ya apa siapa mana kapan mengapa kenapa"
    " bagaimana sini sana sekarang sudah telah masih hanya juga sangat baik semua selalu pernah bisa dapat harus"
    " mau ingin akan lebih lagi seperti orang terima kasih tolong aku-akan sebuah tahu",
    "hr": "i ili ali ako da je su bio bila bilo biti sam si smo ste ja ti on ona mi vi oni me te ga joj nas vas ih moj"
    " moja tvoj njegov naš ne nije što šta tko ko gdje gde kada kad zašto kako ovdje ovde tamo sada sad već još"
    " samo također vrlo dobro sve ništa nešto uvijek uvek nikada nikad može mogu moram želim imam imaš ima se u na"
    " od iz za po s sa to taj ta ovo ono nisam nisi neće hoću ću ćeš će bi jer znam hvala molim gospodine",
    "sl": "in ali a če da je so bil bila bilo biti sem si smo ste jaz ti on ona mi vi oni me te ga jo nas vas jih moj"
    " moja tvoj njegov naš ne ni kaj kdo kje kdaj zakaj kako tukaj tam zdaj že še samo tudi zelo dobro vse nič"
    " nekaj vedno nikoli lahko moram hočem imam imaš ima se v na od iz za po s z to ta tisto nisem nisi bo bom boš"
    " bi ker vem hvala prosim kot ampak sva",
    "et": "ja või aga kui et see need ei on oli olid olen oled oleme olete olla mina ma sina sa tema ta meie me teie te"
    " nemad nad minu mu sinu su mind sind mida mis kes kus millal miks kuidas siin seal nüüd juba veel ainult ka"
    " väga hea hästi kõik midagi alati kunagi võib võin pean peab tahan tuleb läheb rohkem jälle aitäh palun nagu"
    " siis mulle sulle pole ole oma selle seda teda meid",
    "is": "og eða en ef að það þetta sá er var eru voru verið vera hefur hafði ég þú hann hún við þið þeir mig þig sig"
    " mér þér honum henni okkur ykkur minn þinn sinn ekki enginn ekkert nei já hvað hver hvar hvenær hvers hvernig"
    " hér þar nú bara líka svo mjög vel allt eitthvað alltaf aldrei get getur verð vil skal kemur meira aftur takk"
    " sem til frá með fyrir á í um af hef hefurðu gera",
    "lt": "ir arba bet jei kad tai tas ta yra buvo būti esu esi aš tu jis ji mes jūs jie mane tave jį man tau jam mano"
    " tavo jo jos mūsų ne taip ką kas kur kada kodėl kaip čia ten dabar jau dar tik irgi labai gerai viskas nieko"
    " kažkas visada niekada gali galiu turiu noriu nėra iš su už per nuo į ačiū prašau bus",
    "lv": "un vai bet ja ka tas tā ir bija būt esmu esi es tu viņš viņa mēs jūs viņi mani tevi viņu man tev viņam mans"
    " tavs mūsu nē jā ko kas kur kad kāpēc kā šeit te tur tagad jau vēl tikai arī ļoti labi viss neko kaut vienmēr"
    " nekad var varu gribu nav no ar par uz pie lūdzu paldies būs",
    "ca": "el la els les un una de del dels i o però si que què qui on amb per sense sobre és són era ets sóc està"
    " estic fou ser ha he has han hi jo tu ell ella nosaltres vosaltres em et es ho li meu meva teu teva seu seva"
    " aquest aquesta això no sí molt bé tot tots res mai sempre més com quan perquè també aquí ara ja fer pot puc"
    " vull té tinc anem gràcies senyor al als doncs només nostre",
    "ms": "dan atau tapi tetapi jika kalau bahawa yang di ke dari pada untuk dengan oleh adalah ada itu ini saya aku"
    " kau awak anda dia kami kita mereka tidak tak bukan jangan ya apa siapa mana bila kenapa bagaimana sini sana"
    " sekarang sudah telah masih hanya juga sangat baik semua selalu pernah boleh perlu mahu akan lebih lagi"
    " seperti orang terima kasih tolong awak-akan sebuah tahu encik cakap",
    "ru": "и или но если что это этот эта в во на с со к от из за по для при не нет да я ты он она оно мы вы они меня"
    " тебя его её ее нас вас их мне тебе ему ей нам вам мой моя твой был была было быть есть кто где когда почему"
    " как здесь там сейчас уже ещё еще только тоже очень хорошо всё все ничего что-то всегда никогда может могу"
    " надо хочу знаю так бы же спасибо пожалуйста ну чтобы",
    "uk": "і й або але якщо що це цей ця в у на з зі до від із за по для при не ні так я ти він вона воно ми ви вони"
    " мене тебе його її нас вас їх мені тобі йому їй нам вам мій моя твій був була було бути є хто де коли чому як"
    " тут там зараз вже ще тільки теж також дуже добре все нічого щось завжди ніколи може можу треба хочу знаю б"
    " же дякую прошу щоб",
    "bg": "и или но ако че това този тази в във на с със към от из за по при не да аз ти той тя то ние вие те мен теб"
    " го я ни ви ги ми му моя твоя беше съм си е сме сте са бъде кой къде кога защо как тук там сега вече още само"
    " също много добре всичко нищо нещо винаги никога може мога трябва искам зная ще бих се благодаря моля няма"
    " има какво",
    "sr": "и или али ако да је су био била било бити сам си смо сте ја ти он она ми ви они ме те га јој нас вас их мој"
    " моја твој његов наш не није шта што ко где када кад зашто како овде тамо сада сад већ још само такође врло"
    " добро све ништа нешто увек никада никад може могу морам желим имам имаш има се у на од из за по с са то",
}  # fmt: skip


def _languages_of_words() -> dict[str, tuple[str, ...]]:
    """Each word, and the languages that have it."""
    found: dict[str, list[str]] = {}
    for language, words in _WORDS.items():
        for word in dict.fromkeys(words.split()):
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


LANGUAGES_OF = _languages_of_words()
"""The languages in which a word, in lower case, is one that no conversation does without."""

TOLD = frozenset(_WORDS)
"""Languages that are told by their words."""

LETTERS = {
    "ß": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt vi", "õ": "pt et vi", "ø": "da no", "æ": "da no is",
    "å": "sv da no", "ä": "de sv fi et sk", "ö": "de sv fi et hu tr is", "ü": "de tr hu et es", "ő": "hu", "ű": "hu",
    "ł": "pl", "ą": "pl lt", "ę": "pl lt", "ś": "pl", "ż": "pl", "ź": "pl", "ń": "pl", "ć": "pl hr", "ř": "cs",
    "ě": "cs", "ů": "cs", "ľ": "sk", "ĺ": "sk", "ŕ": "sk", "ô": "sk fr vi pt", "ť": "sk cs", "ď": "sk cs",
    "ň": "sk cs", "č": "cs sk hr sl lt lv", "š": "cs sk hr sl lt lv et", "ž": "cs sk hr sl lt lv et",
    "ý": "cs sk is vi", "ă": "ro vi", "ș": "ro", "ț": "ro", "ţ": "ro", "î": "ro fr", "â": "ro fr pt vi", "ş": "tr ro",
    "ğ": "tr", "ı": "tr", "đ": "vi hr", "ơ": "vi", "ư": "vi", "ê": "fr pt vi", "ç": "fr pt tr ca", "è": "fr it ca",
    "ù": "it fr", "ò": "it ca", "à": "fr it pt ca", "ì": "it", "þ": "is", "ð": "is", "ė": "lt", "į": "lt", "ų": "lt",
    "ū": "lt lv", "ā": "lv", "ē": "lv", "ī": "lv", "ļ": "lv", "ņ": "lv", "ķ": "lv", "œ": "fr", "ë": "nl fr",
    "ï": "nl fr ca", "ŀ": "ca", "і": "uk", "ї": "uk", "є": "uk", "ґ": "uk", "ы": "ru", "э": "ru", "ё": "ru",
    "ъ": "bg ru", "ј": "sr", "љ": "sr", "њ": "sr", "ђ": "sr", "ћ": "sr", "џ": "sr",
}  # fmt: skip
"""Letters that few languages have. Those of loan words are shared by too many to tell anything."""
