"""Small words that carry a language: what its sentences can hardly do without.

Words that English chat uses too (names, loan words, "die", "son", "no") are left out on purpose, as
are words of one or two letters that stand for something else in chat.
"""

ENGLISH = """
    the a an and or but if then than that this these those there here is are was were be been
    being am i you he she it we they me him her us them my your his its our their mine yours
    who what when where why how which not no yes do does did done have has had can could will
    would shall should may might must of to in on at by for from with without about into over
    under out up down off again just only so too very more most some any all each every other
    such own same as like get got go going gone went come make made want need know think see
    look say said tell ask use work try let please thanks thank ok lol dont don't can't cant
    i'm im it's you're youre that's isn't won't didn't doesn't anyone someone something nothing
    everything still now new old good bad
"""

# With and without accents, as people type them.
OTHERS = {
    # German
    "de": """
        und oder aber nicht nichts ist sind wird wurde werden habe haben hast ich du er sie wir ihr
        mich dich uns euch mein meine dein deine sein seine ihre unser kein keine keiner eine einen
        einem einer eines des für fuer vom zum zur nach aus auf über ueber unter durch gegen ohne
        auch noch schon immer wieder jetzt heute morgen gestern wurden hätte haette wäre waere
        würde wuerde sollen wollen wollte diesem jeder jeden jede andere anderen beim seit während
        zwischen frau frauen mann männer deutschland deutschen ihnen ihren ihrer seinen seiner nur
        etwas gerade genau dann doch niemand ständig schlecht hier dort warum wieso wann wie wer
        wenn weil dass nein bist seid kann kannst können koennen muss musst soll sollte macht
        machen geht gehen gibt alle alles viel viele mehr sehr ganz leute menschen deutsche einfach
        wirklich eigentlich natürlich scheiss scheiße scheisse arschloch fresse dumm hurensohn
        wichser verpiss halts maul selber diese dieser dieses diesen euer sowas solche
    """,
    # Spanish
    "es": """
        que qué porque pero los las una unos unas del sin por para como cómo cuando cuándo donde
        dónde quien quién muy más mas también tambien ya aquí aqui ahora siempre nunca nada todo
        todos todas eso esto esta este estos estas ese esa esos esas eres soy somos es está están
        estan estoy fue fueron ser estar tiene tienen tengo tienes haber hacer hace hago puede
        pueden puedo quiero quiere quieres mi tu sus mis tus nos le les lo él ella ellos ellas
        usted ustedes nosotros gente hombre mujer años dia día vida casa mundo cosa cosas verdad
        creo sabe sabes dice decir ver voy vas vamos hasta aunque mientras además ademas tan
        tanto cada dos tres sobre españa feminista feminazi odio asco vergüenza país pais mierda
        puta puto pendejo pinche cabrón cabron gilipollas joder hijo hija vete cállate callate algo
        alguien alguno ningún ninguna así asi hay sí desde mejor peor otra otro ni
    """,
    # Portuguese
    "pt": """
        que não nao você voce vocês voces ele ela eles elas um uma uns umas das pelo pela para pra
        como quando onde quem muito mais também tambem já aqui agora sempre nunca nada tudo todos
        todas isso isto esse essa este esta são sao está estão foi foram estar tem têm tenho fazer
        faz pode quero quer meu minha seu sua teu tua nos lhe eu nós mim gente homem mulher dia
        hoje ontem amanhã amanha vida casa mundo pessoa pessoas acho fica ficar fico falar fala
        falando fazendo querer é somos tinha deu dar puto rola desgraça desgraca kkk kkkk kkkkk
        amigo mano vergonha saudade deus brasil bolsonaro merda porra caralho puta viado filho cu
        foda foder vai vou tomar obrigado obrigada porque pq vc vcs tá ta só até ate mesmo então
        entao nem ainda depois pois dele dela deles nessa nesse coisa
    """,
    # French
    "fr": """
        que qui quoi pas ne je tu il elle nous vous ils elles mon ton mes tes ses notre votre leur
        leurs le la un une du au aux ce cet cette ces est sont suis es êtes etes était etait être
        avoir avec sans dans sur sous chez mais donc parce comme quand où très tres plus aussi déjà
        deja encore toujours jamais rien tout tous toute toutes ça ici maintenant pourquoi comment
        j'ai c'est qu'il qu'on n'est d'un d'une l'on faire fait peut veux veut merde putain connard
        salope pute gens homme femme trop
    """,
    # Italian
    "it": """
        che chi non sono siamo siete è era essere avere hai abbiamo hanno il lo la gli le uno una
        del della dei delle degli nel nella con senza per tra fra su quando dove perché perche
        anche ancora sempre niente tutto tutti tutte questo questa questi quello quella mio mia tuo
        tua suo loro noi voi lui lei cosa fare fatto può puo vuoi voglio vai cazzo merda stronzo
        vaffanculo puttana coglione più piu molto adesso però pero
    """,
    # Dutch
    "nl": """
        het een niet niets ook als dat deze dit wat waar wanneer waarom ik jij je hij zij wij
        jullie mij haar ons mijn jouw zijn waren heb hebt heeft hebben kunnen moet moeten zal zou
        worden wordt van voor met naar bij uit onder tegen altijd nooit weer nu vandaag hier daar
        goed slecht heel veel meer mensen gewoon eigenlijk kanker kut hoer klootzak geen
    """,
    # Turkish
    "tr": """
        ve bu şu ben sen biz siz onlar benim senin bizim sizin onun sana ona bize size beni seni
        onu için icin ile gibi kadar ama fakat çünkü cunku çok cok daha en hiç hic şey sey değil
        degil yok mı mi mu mü neden niye nasıl nasil nerede zaman şimdi simdi bugün bugun yarın
        yarin dün evet hayır hayir olan olarak oldu olur olsun oluyor etti eder etmek yap yapma
        yapıyor ulan amk aq orospu piç siktir göt gerizekalı gerizekali salak aptal adam kadın
        erkek kız kiz çocuk cocuk hadi tamam lazım lazim böyle boyle şöyle öyle oyle olsa olmak
        olmuş olmus olmaz ediyor varsa biri hepsi herkes kendi kendini önce allah türk türkiye
        turkiye gün gun zaten hala hâlâ bak bakın işte iste falan filan mesela yani kadin insan
        insanlar iyi kötü kotu güzel guzel bile diye sonra bence artık artik
    """,  # noqa: RUF001 - Turkish has a dotless i
    # Polish
    "pl": """
        nie się sie jest są być byc był byl była byla masz ma mamy mają maja ja ty ona ono oni one
        ciebie cię cie jego jej ich nas mój moj twój twoj swój tych tego tej tym kto gdzie kiedy
        dlaczego jak czy albo że ze żeby zeby już juz jeszcze tylko też tez bardzo dobrze źle zle
        teraz dziś dzis tutaj tam wszystko każdy kazdy ludzie kurwa chuj pierdol jebać jebac
        spierdalaj dla przez przy od
    """,
    # Swedish, Norwegian and Danish
    "sv": """
        och är inte det att ett som på för till från av eller jag han hon mig dig oss min mitt din
        ditt sin sitt deras har hade skulle kan måste blir varför hur vad när där här nu också alla
        allt mycket bara än då jävla fitta ikke jeg og ikkje hva hvor være også noe noen deg
    """,
    # Indonesian
    "id": """
        yang di ke dari ini itu untuk dengan tidak bukan ada adalah akan sudah belum bisa harus
        saya aku kamu kau dia kami kita mereka apa siapa kenapa mengapa bagaimana kapan dimana juga
        saja lagi sangat banyak semua orang jangan karena tapi atau kalau seperti lebih anjing
        bangsat goblok nggak banget dong kok
    """,
    # Tagalog
    "tl": """
        ang ng mga ako ikaw ka siya kami tayo kayo sila ko mo niya namin natin ninyo nila akin iyo
        kanya ito iyan iyon hindi wala meron mayroon kasi dahil pero kung kapag paano bakit saan
        kailan sino ano lang din rin naman talaga yung putang ina gago bobo tanga ulol ba
    """,
    # Romanian
    "ro": """
        și si nu este ești esti tu el noi voi ei ele mă îl il îi ii vă va lor meu tău tau său sau
        ce cine unde când cand cum dar pentru foarte acum aici acolo toți toti nimic fără doar și-a
        pula pizda mata muie
    """,
}
