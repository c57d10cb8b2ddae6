"""How a customer answers: yes, no, later, rather not, or with a question of their own."""

import re
from functools import lru_cache

from console.assist.reading.patterns import one_line, pattern
from console.assist.reading.wording import concepts, length, plain
from console.domain.alternatives import in_order

_YES = pattern(
    r"""
    ^\W*(?:oh |ah |hi,? |well,? |and )*(?:y(?:es|ep|up|eah|ea|ah|ess+)|ya|aye|sure|correct|right|
    exactly|indeed|absolutely|of course|definitely|certainly|that(?:'s| is)? (?:right|correct|it|
    the one|one|them|him|fine|good)|thats (?:right|correct|it|the one|fine)|very much so|i (?:do|
    did|have|am|can)\b|it (?:is|does|did|has)\b|they (?:are|do|did)\b|we (?:do|did|have|are)\b|
    ok(?:ay)?\b|si+\b|claro|correcto|asi es|exacto|ja\b|jawohl|genau|stimmt|richtig|oui|exact|
    c'est ca|d'accord|affirmative|please do|go ahead|do it|sounds (?:right|good)|all of (?:it|
    them)|both|done\b|true)|\b(?:is|are|still) (?:all )?(?:correct|right|fine|the same)\b|
    ^\W*\w+:? yes\b|^[是对對好嗯]|没错|はい|نعم|أجل|^да\b
"""
)
"""Begins as a yes does, or says that something is right, in the languages of customers."""

_NO = pattern(
    r"""
    ^\W*(?:oh |ah |hi,? |well,? |and )*(?:no+\b|nope|nah|not\b|never|none|neither|nothing|nein|
    nicht|kein\w*|nada|ninguno?|tampoco|non\b|pas\b|i (?:don't|didn't|haven't|am not|can't)|
    it (?:isn't|doesn't|hasn't|wasn't)|they (?:aren't|don't|didn't)|only\b|just\b)|^[不没否]|いいえ|
    ^لا\b|^нет\b
"""
)
"""Begins as a no does, or says that there is none."""

_REFUSAL = pattern(
    r"""
    (?:(?:^|[,;:.!] ?|\b(?:i'm|im|am|we're|but|and|definitely|sorry) )not|\b(?:won't|wont|
    don't (?:want|like|wish) to|dont want to|rather not|refuse to|i(?:'ll| will)? never|no way|
    prefer not to|not going to|not comfortable|no intention of|mochte (?:ich )?nicht|
    will ich nicht|no quiero|prefiero no|ne veux pas|prefere pas))\W+(?:\w+\W+){0,2}?(?:giv\w*|
    shar\w*|tell\w*|send\w*|say\w*|typ\w+|post\w*|provid\w*|disclos\w*|hand\w*|put\w*|writ\w*|
    nennen|sagen|geben|schicken|dar|decir|enviar|donner|dire|envoyer|about (?:that|this))\b|
    i'd rather (?:tell|discuss|explain|talk|speak|keep)|none of your business|why (?:do|would|
    should|does) (?:you|i|anyone) (?:need|have to|want|even)|what do you need (?:that|it|
    this) for|do you (?:really|actually|honestly) need|that's private|thats private|you (?:don't|
    dont) need (?:that|my|to know)|i(?:'d| would)? rather not\b|geht (?:sie|euch|dich) nichts an|
    wozu (?:brauchen|wollen)|para que (?:lo |la )?(?:quiere|necesita)|pourquoi vous
"""
)
"""Won't tell or give something, or asks what it is wanted for."""

_OR = re.compile(r"\b(?:or|oder|Oder)\b(?! (?:not|nicht|did|do|does|is|am|are|was|were)\b)")
"""Between two things; OR in capitals is Oregon, and "or not" leaves no choice."""

_NEAR_WORDS = 4

_NOT_PARCEL = one_line(
    r"""
    (?!(?:\s(?!(?:de[lnrs]?|d[aiou]|dell[ao]|of|for|vo[nm]|van|fur|voor|para|pour|per|
    fotos?|photos?|pictures?)\b)\w++){0,4}
    \s(?:parcel|package|paket|sendung|lieferung|paquete|colis|livraison|pacco|spedizione|
    consegna|pacote|encomenda|pakket|zending|levering)\b(?!\s(?:number|label|slip)\b))
"""
)
"""Not followed by the parcel itself, which nobody asked the customer to give."""

_NOT_DONE_DE = one_line(
    r"""
    (?!(?:\s\w++){1,4}?\s(?:bekommen|erhalten|gekriegt|empfangen|bestellt|bezahlt|gekauft|
    gebucht)\b)
"""
)
_NOT_DONE_NL = r"(?!(?:\s\w++){1,4}?\s(?:ontvangen|gekregen|besteld|betaald|gekocht|geboekt)\b)"
_NOT_DONE_FR = one_line(
    r"""
    (?!(?<=pas)\s(?:(?:encore|toujours|jamais|deja|bien|vraiment|tout)\s)?
    (?!(?:de|le|une|ce|cette|notre|votre|leur|autre|encore|garde|conserve|trouve)\b)
    (?:\w++(?<=[eiu])|fait|mis|pris|compris|ouvert|dit|ecrit|choisi)\b)
"""
)
_NOT_DONE_IT = one_line(
    r"""
    (?!\s(?:(?:ancora|mai|piu|nemmeno|neanche)\s)?
    (?!certificat|trovat|conservat|tenut|scattat|salvat)
    (?:\w++(?<=[aiu]t[aeio])|preso|messo|aperto|visto|chiesto|detto|scritto|scelto|letto)\b)
"""
)
"""Not followed by the participle of what the customer has not done or got, as in "non ho pagato".
That they kept or found nothing is an inability."""

_UNABLE = pattern(
    rf"""
    \b(?:can't|cant|cannot|can not|couldn't|(?:un|not )able to)(?: \w+)?\s
    (?:take|send|make|upload|attach|provide|give|tell|say|find|read|remember)\b{_NOT_PARCEL}|
    \b(?:not|isn't|im) ?possible\b|\b(?:don't|dont|do not) have\b(?! to\b){_NOT_PARCEL}|
    \b(?:haven't got|have no|no (?:camera|photos?|phone))\b|
    \b(?:my|the) (?:phone|camera|mobile|printer|scanner)(?:'s| is| was)? (?:broken|dead|
    stolen)\b|
    \b(?:kann|konnen|konnte) (?:\w+ ){{0,3}}?(?:kein\w*|nicht) (?:\w+ ){{0,3}}?(?:machen|schicken|
    senden|
    finden|hochladen|geben|nennen|lesen|aufnehmen|sagen)\b|
    \bhab(?:e|en)? (?:ich |wir )?(?:leider )?(?:gar )?kein(?:e|en|s|es)?\b(?! (?:problem|frage|
    eile|lust)){_NOT_PARCEL}{_NOT_DONE_DE}|
    \bfinde (?:\w+ ){{0,3}}?nicht\b|\bhab(?:e|en)? (?:\w+ ){{1,3}}?nicht (?:zur hand|da|dabei|
    griffbereit|mehr)\b|\b(?:handy|kamera|telefon|drucker) (?:ist )?(?:\w+ )?(?:kaputt|defekt|
    gestohlen)\b|
    \bno (?:(?:la|lo|las|los|les|le|te) )?(?:puedo|podemos|pude|
    consigo) (?:\w+ ){{0,2}}?(?:hacer\w*|sacar\w*|
    enviar\w*|mandar\w*|dar\w*|encontrar\w*|subir\w*|leer\w*|decir\w*)\b|
    \bno (?:(?:la|lo|las|los) )?(?:tengo|tenemos|encuentro)\b(?! (?:que|problema|prisa|ganas|
    dudas?|(?:muy |del todo )?(?:claro|segur[oa])|(?:la )?certeza)\b){_NOT_PARCEL}|
    \b(?:ne |n')?(?:peux|pouvons|arrive|arrivons) pas (?:a )?(?:\w+ )?(?:prendre|faire|envoyer|
    trouver|donner|
    lire|joindre|dire)\b|
    \b(?:n'ai|n'avons|j'ai|ne trouve) (?:pas|aucune?)\b(?! (?:\w+ )?(?:probleme|besoin|envie|
    recu)){_NOT_PARCEL}{_NOT_DONE_FR}|
    \bnon (?:posso|possiamo|riesco a|riusciamo a) (?:\w+ )?(?:far\w*|inviar\w*|mandar\w*|
    trovar\w*|dar\w*|
    caricar\w*|legger\w*|scattar\w*)\b|
    \bnon (?:ce l'ho|(?:lo |la )?trovo|(?:ho|abbiamo)(?! (?:problem\w|fretta|voglia|dubbi|
    (?:la )?certezza)\b)\b{_NOT_PARCEL}{_NOT_DONE_IT})|
    \bnao (?:consigo|posso|podemos) (?:\w+ )?(?:tirar|fazer|enviar|mandar|encontrar|achar|dar|
    ler|dizer)\b|
    \bnao (?:tenho|temos|encontro|acho)\b(?! (?:que|problemas?|pressa|duvidas?|
    (?:a )?certeza|(?:muito )?claro|segur[oa])\b){_NOT_PARCEL}|
    \b(?:kan|kunnen) (?:\w+ ){{0,3}}?(?:geen|niet) (?:\w+ ){{0,2}}?(?:maken|sturen|vinden|geven|
    lezen|noemen)\b|
    \bheb(?:ben)? (?:ik |we |wij )?(?:\w+ )?geen\b(?! (?:probleem|idee|haast|vragen|zin))
    {_NOT_PARCEL}{_NOT_DONE_NL}
"""
)
"""Can't give something, though nothing is said against giving it."""

_SOON = pattern(
    r"""
    \b(?:before|until|till|later|tonight|tomorrow|soon|when|once|as soon as|here(?:'s| is)|
    spater|morgen|nachher|sobald|erst|luego|despues|manana|mas tarde|hasta|cuando|plus tard|demain|
    quand|des que|dopo|piu tardi|domani|appena|depois|amanha|mais tarde|quando|straks|zodra|later)\b
"""
)
"""Gives it at another time, or now."""

_LATER = pattern(
    r"""
    \b(?:(?<!after )(?<!every )(?<!within )(?<!than )
    (?:one|a|1|2|two|five|5|ten|10|few|couple) (?:of )?(?:moment|second|secs?|minutes?|mins?|
    minute)\b(?! (?:ago|max|later|walk|drive|away))|hang on|hold on(?! to)|bear with me|brb|
    be right back|the rest (?:later|tonight|tomorrow)|(?:when|once) (?:i'm|im|i am|i get) (?:home|
    back)|(?:give|gimme|allow) me (?:a|an|one|two|some|\d+) (?:moment|sec\w*|min\w*|bit|while|
    time|hour)|let me (?:\w+[ -])?(?:check|look|see|find|get|ask|grab|fetch|dig|go|try|think|
    search|log)|lemme \w+|(?:i'll|i will|ill|i'm going to|im going to|
    gonna) (?:\w+ ){0,3}?(?:check|look(?! out| forward)|see if|see whether|find|
    get back to you in|ask|knock|weigh|count|grab|fetch|dig|go (?:and|over|out|down|up|there|ask|
    look|check)|run|put my|search|measure|log in|have a look|
    take a (?:photo|picture|pic)|
    get (?:it|him|her|them|the|my)|call you back)|(?:need to|have to|must|gotta|
    got to) (?:\w+ ){0,3}?(?:check (?:with|that|first|on)|look|find|ask|grab|fetch|dig|go and|run|
    search|measure|log in)|just a (?:moment|sec\w*|minute|min|tick)|wait a \w+|one sec|
    ^\W*(?:sec|moment)\b,? (?:i\b|
    let|just|while)|^\W*sec,|(?:i'm )?(?:just )?(?:asking|checking with|calling|texting) my \w+|
    moment(?:chen)?(?:,? bitte)?$|moment(?:chen)?,? (?:bitte|ich)|einen moment|ich (?:schaue?|
    sehe|gucke?|suche|frage|hole?) (?:\w+ ){0,3}?(?:nach|mal|kurz)|warten sie|kurz nach|
    un momento|un segundo|espere?\b|dejame|deje que|dame un|voy a (?:buscar|ver|mirar|preguntar)|
    ahora (?:busco|miro)|un instant|une (?:minute|seconde)|attendez|je (?:regarde|cherche|
    vais (?:voir|chercher|regarder|demander))|laissez-moi)\b|
    稍等|等一下|等等|我看看|我找找|ちょっと待|لحظة|минут
"""
)
"""Goes to look, to ask or to fetch something, or asks for time to do so."""

_SPENT = re.compile(
    in_order(
        r"\b(?:\w{3,}ed|wore|was|were|took|went|ran|sat|stood)\b",
        r"\b(?:moment|sec|second|min|minute)",
        within="[^.!?]",
    )
)
"""A time that has passed, rather than one to wait for: *walked around for 5 min*."""

_AWAITING = re.compile(
    r"\b(?:i(?:'ll| will|'m|m)? wait\b|waiting for you|let me know|tell me|can wait|take your time)"
)
"""Waits for the agent, rather than letting them wait."""

_UNSURE = pattern(
    r"""
    \b(?:don't know|dont know|no idea|not sure|can't (?:\w+ ){0,6}?(?:tell|say|remember|find|see)|
    cannot (?:tell|say|remember|find)|can't remember|cant remember|don't remember|by heart|
    dont remember|no clue|unsure|idk|dunno|can't be sure|forgot (?:it|which|what)|
    forgot my (?:number|password|pin|code)|
    haven't decided|still deciding|undecided|depends|maybe|might|thinking of|thinking about|
    not decided|considering|weiss (?:ich )?nicht|keine ahnung|no (?:lo )?se\b|ni idea|
    je (?:ne )?sais pas|aucune idee)|不知道|不确定
"""
)
"""Doesn't know, doesn't remember, or has not decided."""

_SOURLY = pattern(
    r"""
    \b(?:guess|take a guess|whatever|who cares|you tell me|figure it out|
    ha(?:ha)+|lol|how should i know|what do you think)\b
"""
)
"""Answers with scorn, which tells nothing."""

_RETRACTED = re.compile(
    r"\b(?:that's|thats|that is|that was|it's|it was) (?:the |my |an? )?(?:old|wrong)\b|"
    r"\b(?:scrap|forget|ignore) (?:that|what i)\b|\bthat's not (?:right|it)\b"
)
"""Takes back what was said before."""

_PLEASANTRY = pattern(
    r"""
    ^\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks?|thank (?:you|u)|thx|ty|
    sorry|great|perfect|lovely|cool|nice|fine|ok(?:ay)?|k|please|pls|sir|madam|ma'am|there|
    so much|a lot|very much|hola|buen[oa]s \w+|gracias|guten \w+|danke|hallo|bonjour|merci|salut|
    so|well|and|you too|noted|understood|got it|i see|all right|alright|good|wow|hm+|uh+|oh|
    ah)\W*)+$
"""
)
"""Nothing but greetings, thanks and small words of assent."""


@lru_cache(maxsize=8192)
def says_yes(text: str) -> bool:
    """Whether it answers a question with yes."""
    return bool(_YES.search(plain(text)))


@lru_cache(maxsize=8192)
def leaves_choice(question: str) -> bool:
    """Whether a question offers several things, of which a yes chooses none."""
    return bool(_OR.search(question))


@lru_cache(maxsize=8192)
def says_no(text: str) -> bool:
    """Whether it answers a question with no, never, none or only."""
    return bool(_NO.search(plain(text)))


@lru_cache(maxsize=8192)
def refuses(text: str) -> bool:
    """Whether the customer won't give something, or asks why they should."""
    return bool(_REFUSAL.search(plain(text)))


@lru_cache(maxsize=8192)
def is_unable(text: str) -> bool:
    """Whether the customer says that they can't give or don't have something, now or later."""
    return bool(inability(text))


@lru_cache(maxsize=8192)
def inability(text: str) -> str:
    """What the customer says they can't give or don't have, in the words around it; else empty."""
    spoken = plain(text)
    unable = _UNABLE.search(spoken)
    if unable is None or _SOON.search(spoken) or "?" in text:
        return ""
    before, after = spoken[: unable.start()].split(), spoken[unable.end() :].split()
    return " ".join((*before[-_NEAR_WORDS:], unable[0], *after[:_NEAR_WORDS]))


@lru_cache(maxsize=8192)
def postpones(text: str) -> bool:
    """Whether the customer is going to look something up, and will be back."""
    folded = plain(text)
    if _AWAITING.search(folded) or _SPENT.search(folded):
        return False
    return bool(_LATER.search(folded))


@lru_cache(maxsize=8192)
def is_unsure(text: str) -> bool:
    """Whether the customer says that they don't know, or have not decided."""
    return bool(_UNSURE.search(plain(text)))


@lru_cache(maxsize=8192)
def retracts(text: str) -> bool:
    """Whether the customer takes back what they have just said."""
    return bool(_RETRACTED.search(plain(text)))


@lru_cache(maxsize=8192)
def is_pleasantry(text: str) -> bool:
    """Whether it says nothing beyond a greeting, thanks or *okay*."""
    return bool(_PLEASANTRY.match(plain(text))) or length(text) == 0


@lru_cache(maxsize=8192)
def informs(text: str) -> bool:
    """Whether it says something that can answer an open question."""
    if refuses(text) or postpones(text) or is_unsure(text) or is_pleasantry(text):
        return False
    if _SOURLY.search(plain(text)):
        return False
    return bool(concepts(text)) or says_yes(text) or says_no(text)
